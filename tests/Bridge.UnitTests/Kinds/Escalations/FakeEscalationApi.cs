using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Bridge.Incidents;
using Bridge.Kinds;
using Bridge.Kinds.Escalations;
using Bridge.UnitTests.Upstreams;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.UnitTests.Kinds.Escalations;

/// <summary>incident.io's escalations in memory: it answers what a test gave it, and fails as it is told to.</summary>
internal sealed class FakeEscalationApi : IEscalationApi, IAlertSourceApi
{
    private readonly Dictionary<string, JsonObject> _escalations = [];
    private readonly Dictionary<string, HttpStatusCode> _failing = [];

    /// <summary>Every call in order: <c>get 01J…</c>, <c>list since … without … of … after …</c>, <c>paths after …</c>, <c>sources</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>The pages of every list, one after the other; whatever there is if none are given.</summary>
    public Queue<string> Pages { get; } = new();

    public Queue<string> PathPages { get; } = new();

    public string Sources { get; set; } = $$$"""
        {"alert_sources":[
            {"id":"{{{AnEscalation.PublicSource}}}","name":"Grafana","secret_token":"hunter2","template":{"is_private":false}},
            {"id":"{{{AnEscalation.PrivateSource}}}","name":"HR","secret_token":"hunter2","template":{"is_private":true}}]}
        """;

    public void Has(JsonObject escalation, string? under = null) => _escalations[under ?? (string)escalation["id"]!] = escalation;

    /// <summary>Calls that begin so are answered so from now on.</summary>
    public void Fails(string call, HttpStatusCode status) => _failing[call] = status;

    public void FailsNoMore() => _failing.Clear();

    public Task<HttpResponseMessage> GetAsync(string id, CancellationToken cancellationToken) => AnswerAsync(
        $"get {id}",
        () => _escalations.TryGetValue(id, out var escalation)
            ? Answers.Json(new JsonObject { ["escalation"] = escalation.DeepClone() }.ToJsonString())
            : Answers.Status(HttpStatusCode.NotFound));

    public Task<HttpResponseMessage> ListAsync(
        int pageSize, string? after, string? updatedSince, IReadOnlyList<string> withoutStatuses, string? incident, CancellationToken cancellationToken) => AnswerAsync(
        $"list {pageSize} since {updatedSince} without {string.Join(' ', withoutStatuses)} of {incident} after {after}",
        () => Answers.Json(Pages.TryDequeue(out var page) ? page : Page(next: null, [.. _escalations.Values])));

    public Task<HttpResponseMessage> ListPathsAsync(int pageSize, string? after, CancellationToken cancellationToken) => AnswerAsync(
        $"paths {pageSize} after {after}",
        () => Answers.Json(PathPages.TryDequeue(out var page)
            ? page
            : $$$"""{"escalation_paths":[{"id":"{{{AnEscalation.Path}}}","name":"Platform on call"}],"pagination_meta":{"page_size":25}}"""));

    Task<HttpResponseMessage> IAlertSourceApi.ListAsync(CancellationToken cancellationToken) => AnswerAsync("sources", () => Answers.Json(Sources));

    /// <summary>What names the paths and the sources, asking this.</summary>
    public EscalationNameLists Names(IncidentIoRequests requests, TimeProvider time) => new(
        this, requests, new AlertSources(this, requests, time, NullLogger<AlertSources>.Instance), time, NullLogger<EscalationNameLists>.Instance);

    public static string Page(string? next, params IReadOnlyList<JsonObject> escalations) => new JsonObject
    {
        ["escalations"] = new JsonArray([.. escalations.Select(escalation => escalation.DeepClone())]),
        ["pagination_meta"] = new JsonObject { ["after"] = next, ["page_size"] = 50 },
    }.ToJsonString();

    private Task<HttpResponseMessage> AnswerAsync(string call, Func<HttpResponseMessage> answer)
    {
        Calls.Enqueue(call);
        var failing = _failing.Where(entry => call.StartsWith(entry.Key, StringComparison.Ordinal)).Select(entry => (HttpStatusCode?)entry.Value).FirstOrDefault();
        return Task.FromResult(failing is { } status ? Answers.Status(status) : answer());
    }
}
