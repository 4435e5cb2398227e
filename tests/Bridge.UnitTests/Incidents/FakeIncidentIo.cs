using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Bridge.Incidents;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Incidents;

/// <summary>An incident.io in memory: it shows the incidents that it has, lists the pages that it was given, and fails as it is told to.</summary>
internal sealed class FakeIncidentIo : IIncidentIoApi
{
    private readonly ConcurrentDictionary<string, Incident> _incidents = new();
    private readonly ConcurrentQueue<(HttpStatusCode Status, string? RetryAfter)> _failures = new();
    private readonly Queue<string> _pages = new();

    /// <summary>Every call in order: <c>get 01ABC</c>, <c>list after 01ABC</c>, <c>severities</c>, <c>identity</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>What was asked of each list: <c>since 2026-03-01</c>, and the categories and modes.</summary>
    public ConcurrentQueue<string> Queries { get; } = new();

    public IReadOnlyList<IncidentSeverity> Severities { get; set; } = [];

    public IReadOnlyList<string> Types { get; set; } = [];

    public IReadOnlyList<string> TimestampNames { get; set; } = [];

    public IReadOnlyList<AccountField> Fields { get; set; } = [];

    /// <summary>Of every field that has some; one on a page, and at most two pages.</summary>
    public IReadOnlyList<string> Options { get; set; } = [];

    /// <summary>What the key may do.</summary>
    public IReadOnlyList<string> Roles { get; set; } = ["viewer"];

    /// <summary>Runs when a call arrives, before it is answered.</summary>
    public Func<string, CancellationToken, Task> OnCall { get; set; } = (_, _) => Task.CompletedTask;

    public void Has(Incident incident) => _incidents[incident.Id.Value] = incident;

    /// <summary>It does not show the incident any more.</summary>
    public void Hides(SubjectId incident) => _incidents.TryRemove(incident.Value, out _);

    /// <summary>The next list that is asked for gets this page. After the last one, pages are empty.</summary>
    public FakeIncidentIo ThenLists(string? next, params Incident[] page)
    {
        _pages.Enqueue(new JsonObject
        {
            ["incidents"] = new JsonArray([.. page.Select(Json)]),
            ["pagination_meta"] = new JsonObject { ["after"] = next, ["page_size"] = 250 },
        }.ToJsonString());
        return this;
    }

    /// <summary>The next call is answered so.</summary>
    public void ThenFails(HttpStatusCode status, string? retryAfter = null) => _failures.Enqueue((status, retryAfter));

    public Task<HttpResponseMessage> GetIncidentAsync(string id, CancellationToken cancellationToken) => AnswerAsync(
        $"get {id}",
        () => _incidents.TryGetValue(id, out var incident)
            ? Answers.Json(new JsonObject { ["incident"] = Json(incident) }.ToJsonString())
            : Answers.Status(HttpStatusCode.NotFound),
        cancellationToken);

    public Task<HttpResponseMessage> ListIncidentsAsync(
        int pageSize,
        string? after,
        string? updatedSince,
        string? createdSince,
        string? createdUntil,
        IReadOnlyList<string> categories,
        IReadOnlyList<string> modes,
        CancellationToken cancellationToken)
    {
        Queries.Enqueue($"since {updatedSince}; {string.Join(' ', categories)}; {string.Join(' ', modes)}");
        return AnswerAsync(
            $"list after {after}",
            () => Answers.Json(_pages.TryDequeue(out var page) ? page : """{"incidents":[]}"""),
            cancellationToken);
    }

    public Task<HttpResponseMessage> GetSeveritiesAsync(CancellationToken cancellationToken) => AnswerAsync(
        "severities",
        () => Answers.Json(new JsonObject { ["severities"] = new JsonArray([.. Severities.Select(Json)]) }.ToJsonString()),
        cancellationToken);

    public Task<HttpResponseMessage> GetIncidentTypesAsync(CancellationToken cancellationToken) => NamesAsync("incident_types", Types, cancellationToken);

    public Task<HttpResponseMessage> GetTimestampsAsync(CancellationToken cancellationToken) => NamesAsync("incident_timestamps", TimestampNames, cancellationToken);

    public Task<HttpResponseMessage> GetCustomFieldsAsync(CancellationToken cancellationToken) => AnswerAsync(
        "custom_fields",
        () => Answers.Json(new JsonObject
        {
            ["custom_fields"] = new JsonArray([.. Fields.Select(field => new JsonObject
            {
                ["id"] = field.Id, ["name"] = field.Name, ["field_type"] = field.HasOptions ? "single_select" : "text",
            })]),
        }.ToJsonString()),
        cancellationToken);

    public Task<HttpResponseMessage> GetOptionsAsync(string field, int pageSize, string? after, CancellationToken cancellationToken) => AnswerAsync(
        $"options of {field} after {after}",
        () => Answers.Json(new JsonObject
        {
            ["custom_field_options"] = new JsonArray([.. Options.Skip(after is null ? 0 : 1).Take(1).Select(value => new JsonObject { ["value"] = value })]),
            ["pagination_meta"] = new JsonObject { ["after"] = after is null && Options.Count > 1 ? "1" : null },
        }.ToJsonString()),
        cancellationToken);

    public Task<HttpResponseMessage> GetIdentityAsync(CancellationToken cancellationToken) => AnswerAsync(
        "identity",
        () => Answers.Json(new JsonObject { ["identity"] = new JsonObject { ["roles"] = new JsonArray([.. Roles.Select(role => (JsonNode)role)]) } }.ToJsonString()),
        cancellationToken);

    private Task<HttpResponseMessage> NamesAsync(string list, IReadOnlyList<string> names, CancellationToken cancellationToken) => AnswerAsync(
        list,
        () => Answers.Json(new JsonObject { [list] = new JsonArray([.. names.Select(name => new JsonObject { ["name"] = name })]) }.ToJsonString()),
        cancellationToken);

    private async Task<HttpResponseMessage> AnswerAsync(string call, Func<HttpResponseMessage> answer, CancellationToken cancellationToken)
    {
        Calls.Enqueue(call);
        await OnCall(call, cancellationToken);
        return _failures.TryDequeue(out var failure) ? Answers.Status(failure.Status, failure.RetryAfter) : answer();
    }

    private static JsonObject Json(Incident incident) => new()
    {
        ["id"] = incident.Id.Value,
        ["reference"] = incident.Reference,
        ["name"] = incident.Name,
        ["permalink"] = incident.Permalink?.AbsoluteUri,
        ["mode"] = Labels.Of(incident.Mode),
        ["visibility"] = incident.IsPrivate ? "private" : "public",
        ["incident_status"] = new JsonObject { ["name"] = incident.StatusName, ["category"] = Labels.Of(incident.Category) },
        ["severity"] = incident.Severity is { } severity ? Json(severity) : null,
        ["incident_timestamp_values"] = new JsonArray([.. incident.Timestamps.Select(timestamp => new JsonObject
        {
            ["incident_timestamp"] = new JsonObject { ["name"] = timestamp.Name },
            ["value"] = new JsonObject { ["value"] = Time(timestamp.Time) },
        })]),
        ["created_at"] = Time(incident.CreatedAt),
        ["updated_at"] = Time(incident.UpdatedAt),
    };

    private static JsonObject Json(IncidentSeverity severity) => new() { ["name"] = severity.Name, ["rank"] = severity.Rank };

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
