using System.Text.Json.Serialization;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reports;

/// <summary>
/// What is known of one incident: the JSON of <c>GET /api/v1/incidents/{ref}</c>, which asks the store alone, and of <c>explain --json</c>, which
/// also asks incident.io and each Grafana. <c>docs/status-page.md</c> describes each member. Members are added; none is renamed or taken away under
/// <c>v1</c>.
/// </summary>
internal sealed record IncidentReport
{
    /// <summary>None when only the reference is known.</summary>
    public required string? Id { get; init; }

    /// <summary>None of an incident that was not read.</summary>
    public required string? Reference { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Who was asked: <c>store</c>, <c>incident_io</c>, <c>grafana</c>.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    /// <summary>The answer in one sentence; none from the store alone.</summary>
    public string? Headline { get; init; }

    /// <summary>What incident.io says of it; none from the store alone, which has no word of it.</summary>
    public IncidentWords? Incident { get; init; }

    /// <summary>What incident.io says of it if it is no incident; left out of the document of one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SubjectWords? Subject { get; init; }

    /// <summary>Who could not be asked.</summary>
    public IReadOnlyList<SourceFailure> Failures { get; init; } = [];

    /// <summary>Webhooks about it that were accepted.</summary>
    public required long Webhooks { get; init; }

    public required DateTimeOffset? LastWebhookAt { get; init; }

    /// <summary>How the work stands in each Grafana.</summary>
    public required IReadOnlyList<WorkReport> Deliveries { get; init; }

    /// <summary>Where its annotations are, or should be.</summary>
    public required IReadOnlyList<PlaceReport> Places { get; init; }

    /// <summary>What the store knows of an incident.</summary>
    public static IncidentReport OfStore(
        SubjectId id, string? reference, IReadOnlyList<Delivery> deliveries, IReadOnlyList<LedgerEntry> ledger, DateTimeOffset now) => new()
        {
            Id = id.Value,
            Reference = reference,
            At = now,
            Sources = ["store"],
            Webhooks = deliveries.Select(delivery => delivery.Webhooks).Append(0).Max(),
            LastWebhookAt = deliveries.Max(delivery => delivery.LastWebhookAt),
            Deliveries = [.. deliveries.Select(delivery => WorkReport.Of(delivery, now))],
            Places = [.. PlaceReport.Of(ledger)],
        };
}

/// <summary>What incident.io says of an incident. Of a private one <c>explain</c> leaves out what a person typed, unless it was told to show it.</summary>
internal sealed record IncidentWords(
    string? Name,
    string? Status,
    string Category,
    string Mode,
    string Visibility,
    string? Severity,
    string? Type,
    IReadOnlyList<FieldWords>? CustomFields,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>What incident.io says of what is no incident, without anything that is about a person. Of a private one what a person typed is left out, too.</summary>
internal sealed record SubjectWords(
    string Kind,
    string? Name,
    string Status,
    string Visibility,
    IReadOnlyList<FieldWords> Facts,
    IReadOnlyList<string> Incidents,
    DateTimeOffset Start,
    DateTimeOffset? End,
    DateTimeOffset UpdatedAt);

/// <param name="Name">The custom field's name.</param>
/// <param name="Values">Its values.</param>
internal sealed record FieldWords(string Name, IReadOnlyList<string> Values);

/// <param name="Source">Who could not be asked: <c>incident_io</c> or <c>grafana</c>.</param>
/// <param name="Grafana">Which one.</param>
/// <param name="Reason">Why, as metrics and log spell it.</param>
/// <param name="Detail">The same in plain words.</param>
internal sealed record SourceFailure(string Source, string? Grafana, string Reason, string Detail)
{
    public static SourceFailure Of(UpstreamFailure failure, string? grafana = null) =>
        new(grafana is null ? "incident_io" : "grafana", grafana, Labels.Of(failure.Reason), failure.Detail);
}

/// <summary>How the work on an incident stands in one Grafana.</summary>
/// <param name="Grafana">Which one.</param>
/// <param name="State">A <see cref="DeliveryState"/>.</param>
/// <param name="PendingSince">Since when a change waits to be shown.</param>
/// <param name="ShownChangeAt">incident.io's time of the change that Grafana shows.</param>
/// <param name="LastTryAt">When it was last worked on.</param>
/// <param name="NextTryAt">When it is worked on next; none for not until something happens.</param>
/// <param name="Attempts">Attempts that failed since the last success.</param>
/// <param name="Reason">Why the last attempt failed.</param>
/// <param name="WhatToDo">What to do about that.</param>
internal sealed record WorkReport(
    string Grafana,
    string State,
    DateTimeOffset? PendingSince,
    DateTimeOffset? ShownChangeAt,
    DateTimeOffset? LastTryAt,
    DateTimeOffset? NextTryAt,
    int Attempts,
    string? Reason,
    string? WhatToDo)
{
    public static WorkReport Of(Delivery delivery, DateTimeOffset now) => new(
        delivery.Key.Grafana,
        Labels.Of(StateOf(delivery, now)),
        delivery.PendingSince,
        delivery.StateAt,
        delivery.ClaimedAt,
        delivery.DueAt,
        delivery.Attempts,
        delivery.LastFailure is { } reason ? Labels.Of(reason) : null,
        delivery.LastFailure is { } failure ? FailureAdvice.For(failure, delivery.Key.Grafana) : null);

    private static DeliveryState StateOf(Delivery delivery, DateTimeOffset now) =>
        delivery.LeaseUntil > now ? DeliveryState.Working
        : delivery.IsDeadLetter ? DeliveryState.DeadLetter
        : delivery.LastFailure is not null ? DeliveryState.Retry
        : delivery.PendingSince is not null || delivery.DueAt <= now ? DeliveryState.Due
        : DeliveryState.Done;
}

/// <summary>How the work on a delivery stands.</summary>
internal enum DeliveryState
{
    /// <summary>A worker has it at this moment.</summary>
    Working,

    /// <summary>It failed in a way that needs somebody to act; it is kept, and tried slowly.</summary>
    DeadLetter,

    /// <summary>It failed in a way that passes, and is tried again.</summary>
    Retry,

    /// <summary>A change waits, or a look is due.</summary>
    Due,

    /// <summary>Grafana shows the latest state.</summary>
    Done,
}
