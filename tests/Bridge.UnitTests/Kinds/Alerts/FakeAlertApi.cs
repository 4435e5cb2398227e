using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Bridge.Kinds;
using Bridge.Kinds.Alerts;
using Bridge.UnitTests.Upstreams;

namespace Bridge.UnitTests.Kinds.Alerts;

/// <summary>An incident.io in memory that has alerts, and fails as it is told to.</summary>
internal sealed class FakeAlertApi : IAlertApi, IAlertSourceApi
{
    private readonly Dictionary<string, Alert> _alerts = [];

    /// <summary>Every call in order: <c>get 01ALERT1</c>, <c>list key=…</c>, <c>attached alert=…</c>, <c>sources</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public List<(string Id, JsonNode? Name, JsonNode? IsPrivate)> Sources { get; } = [(AnAlert.Source, "Prometheus", false)];

    /// <summary>Which alert is attached to which incident.</summary>
    public List<(string Alert, string Incident, string Reference)> Attached { get; } = [];

    /// <summary>The ids of those that a maintenance window holds.</summary>
    public HashSet<string> Held { get; } = [];

    /// <summary>Of calls that begin so, the answer; none for the true one.</summary>
    public Dictionary<string, HttpStatusCode> Failures { get; } = [];

    /// <summary>As many are on a page, whatever is asked for.</summary>
    public int PageSize { get; set; } = 50;

    /// <summary>Changes each answer to a read of one alert.</summary>
    public Action<JsonObject> Edit { get; set; } = _ => { };

    public void Has(params IEnumerable<Alert> alerts)
    {
        foreach (var alert in alerts)
        {
            _alerts[alert.Id.Value] = alert;
        }
    }

    public Task<HttpResponseMessage> GetAsync(string id, CancellationToken cancellationToken) => Answer($"get {id}", () =>
    {
        if (!_alerts.TryGetValue(id, out var alert))
        {
            return null;
        }

        var json = Json(alert);
        Edit(json);
        return new JsonObject { ["alert"] = json };
    });

    public Task<HttpResponseMessage> ListAsync(
        int pageSize, string? after, string? status, string? key, string? source, string? createdSince, string? updatedSince, string? withHeld, CancellationToken cancellationToken) => Answer(
        $"list after={after} status={status} key={key} source={source} created={createdSince} updated={updatedSince} held={withHeld}",
        () => Page(
            "alerts",
            after,
            [
                .. _alerts.Values.OrderByDescending(alert => alert.CreatedAt)
                    .Where(alert => status is null || alert.IsFiring == (status == "firing"))
                    .Where(alert => key is null || (alert.Key == key && alert.Source == source))
                    .Where(alert => createdSince is null || alert.CreatedAt >= Time(createdSince))
                    .Where(alert => updatedSince is null || alert.UpdatedAt >= Time(updatedSince))
                    .Where(alert => withHeld != "false" || !Held.Contains(alert.Id.Value))
                    .Select(Json),
            ]));

    public Task<HttpResponseMessage> ListAttachedAsync(int pageSize, string? after, string? alert, string? incident, CancellationToken cancellationToken) => Answer(
        $"attached alert={alert} incident={incident}",
        () => Page(
            "incident_alerts",
            after,
            [
                .. Attached.Where(link => (alert ?? link.Alert) == link.Alert && (incident ?? link.Incident) == link.Incident).Select(link => new JsonObject
                {
                    ["alert"] = new JsonObject { ["id"] = link.Alert },
                    ["incident"] = new JsonObject { ["id"] = link.Incident, ["reference"] = link.Reference },
                }),
            ]));

    Task<HttpResponseMessage> IAlertSourceApi.ListAsync(CancellationToken cancellationToken) => Answer("sources", () => new JsonObject
    {
        ["alert_sources"] = new JsonArray([.. Sources.Select(source => new JsonObject
        {
            ["id"] = source.Id,
            ["name"] = source.Name?.DeepClone(),
            ["secret_token"] = "hunter2",
            ["alert_events_url"] = "https://api.incident.io/v2/alert_events/hunter2",
            ["template"] = new JsonObject { ["is_private"] = source.IsPrivate?.DeepClone(), ["expressions"] = new JsonArray("hunter2") },
        })]),
    });

    private static JsonObject Json(Alert alert) => new()
    {
        ["id"] = alert.Id.Value,
        ["title"] = alert.Title,
        ["description"] = "hunter2",
        ["source_url"] = "https://hunter2.example",
        ["status"] = alert.IsFiring ? "firing" : "resolved",
        ["deduplication_key"] = alert.Key,
        ["alert_source_id"] = alert.Source,
        ["created_at"] = Text(alert.CreatedAt),
        ["updated_at"] = Text(alert.UpdatedAt),
        ["resolved_at"] = alert.ResolvedAt is { } resolved ? Text(resolved) : null,
        ["attributes"] = new JsonArray([.. alert.Attributes.Select(attribute => new JsonObject
        {
            ["attribute"] = new JsonObject { ["name"] = attribute.Name },
            ["array_value"] = new JsonArray([.. attribute.Values.Select(value => new JsonObject { ["label"] = value })]),
        })]),
    };

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private JsonObject Page(string list, string? after, IReadOnlyList<JsonObject> all)
    {
        var first = after is null ? 0 : int.Parse(after, CultureInfo.InvariantCulture);
        var next = first + PageSize;
        return new JsonObject
        {
            [list] = new JsonArray([.. all.Skip(first).Take(PageSize)]),
            ["pagination_meta"] = new JsonObject { ["after"] = next < all.Count ? next.ToString(CultureInfo.InvariantCulture) : null },
        };
    }

    private Task<HttpResponseMessage> Answer(string call, Func<JsonObject?> answer)
    {
        Calls.Enqueue(call);
        var failure = Failures.Where(one => call.StartsWith(one.Key, StringComparison.Ordinal)).Select(one => (HttpStatusCode?)one.Value).FirstOrDefault();
        return Task.FromResult(failure is { } status ? Answers.Status(status)
            : answer() is { } body ? Answers.Json(body.ToJsonString())
            : Answers.Status(HttpStatusCode.NotFound));
    }
}
