using System.Collections.Concurrent;
using Bridge.Incidents;
using Bridge.UnitTests.Upstreams;

namespace Bridge.UnitTests.States;

/// <summary>An incident.io that answers each call as a test says, and keeps what was asked.</summary>
internal sealed class IncidentIoStub : IIncidentIoApi
{
    /// <summary>In order: <c>get 01ABC</c>, <c>list 250 after 01ABC</c>, <c>identity</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public Func<CancellationToken, Task<HttpResponseMessage>> OnGet { get; set; } = _ => Task.FromResult(Answers.Json(Incident()));

    public Func<string?, CancellationToken, Task<HttpResponseMessage>> OnList { get; set; } = (_, _) => Task.FromResult(Answers.Json(Page(next: null)));

    public Func<Task<HttpResponseMessage>> OnIdentity { get; set; } = () => Task.FromResult(Answers.Json("""{"identity":{"roles":["viewer"]}}"""));

    /// <summary>The answer with one incident.</summary>
    public static string Incident(string id = "01ABC", string name = "Checkout is slow") => $$"""{"incident":{{Element(id, name)}} }""";

    public static string Page(string? next, params string[] elements)
    {
        var cursor = next is null ? "null" : $"\"{next}\"";
        return $$"""{"incidents":[{{string.Join(',', elements)}}],"pagination_meta":{"after":{{cursor}} } }""";
    }

    public static string Element(string id, string name = "Checkout is slow") => $$"""
        {"id":"{{id}}","reference":"INC-7","name":"{{name}}","mode":"standard","visibility":"public",
        "incident_status":{"name":"Fixing","category":"live"},"severity":{"name":"Major","rank":1},"custom_field_entries":[],
        "created_at":"2026-03-01T10:00:01Z","updated_at":"2026-03-01T12:00:00Z"}
        """;

    public Task<HttpResponseMessage> GetIncidentAsync(string id, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"get {id}");
        return OnGet(cancellationToken);
    }

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
        Calls.Enqueue($"list {pageSize} after {after}");
        return OnList(after, cancellationToken);
    }

    public Task<HttpResponseMessage> GetSeveritiesAsync(CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nobody expected to be asked for severities.");

    public Task<HttpResponseMessage> GetIncidentTypesAsync(CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nobody expected to be asked for types.");

    public Task<HttpResponseMessage> GetTimestampsAsync(CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nobody expected to be asked for timestamps.");

    public Task<HttpResponseMessage> GetCustomFieldsAsync(CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nobody expected to be asked for custom fields.");

    public Task<HttpResponseMessage> GetOptionsAsync(string field, int pageSize, string? after, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("Nobody expected to be asked for options.");

    public Task<HttpResponseMessage> GetIdentityAsync(CancellationToken cancellationToken)
    {
        Calls.Enqueue("identity");
        return OnIdentity();
    }
}
