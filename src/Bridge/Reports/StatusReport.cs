namespace Bridge.Reports;

/// <summary>
/// How the bridge stands: what the status page shows, and the JSON of <c>GET /api/v1/status</c>. <c>docs/status-page.md</c> describes each member.
/// Members are added; none is renamed or taken away under <c>v1</c>. It has references and ids of incidents, and no other word of them.
/// </summary>
internal sealed record StatusReport
{
    public required string Version { get; init; }

    public required string Commit { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required long UptimeSeconds { get; init; }

    /// <summary><c>ok</c>, or <c>attention</c> when there are <see cref="Problems"/>.</summary>
    public required string State { get; init; }

    public required IReadOnlyList<ProblemStatus> Problems { get; init; }

    public required StoreStatus Store { get; init; }

    public required IncidentIoStatus IncidentIo { get; init; }

    public required IReadOnlyList<GrafanaStatus> Grafanas { get; init; }

    /// <summary>None before the store was read for the first time.</summary>
    public required QueueStatus? Queue { get; init; }

    /// <summary>Those that were worked on last, the newest first; <see cref="QueueStatus.DeadLetters"/> counts all.</summary>
    public required IReadOnlyList<DeadLetterStatus> DeadLetters { get; init; }

    /// <summary>The newest first, by this process since it started.</summary>
    public required IReadOnlyList<DeliveryStatus> Deliveries { get; init; }

    /// <summary>Settings that have an effect, without any secret.</summary>
    public required IReadOnlyList<SettingStatus> Settings { get; init; }
}

/// <summary>Something that somebody has to look at.</summary>
/// <param name="Kind">What kind of thing, of a closed list.</param>
/// <param name="Grafana">Which Grafana it is about; none for the bridge as a whole.</param>
/// <param name="Text">What happened, and what to do.</param>
internal sealed record ProblemStatus(string Kind, string? Grafana, string Text);

/// <param name="Provider">The database.</param>
/// <param name="Available">Whether it could be read.</param>
/// <param name="Problem">Why it could not.</param>
/// <param name="ReadAt">When the figures of this report were read from it; none if they never were.</param>
internal sealed record StoreStatus(string Provider, bool Available, string? Problem, DateTimeOffset? ReadAt);

/// <param name="ApiUrl">Where it is asked.</param>
/// <param name="Webhooks">Whether it sends webhooks; if not, the bridge only polls.</param>
/// <param name="Roles">The key's; none before it said.</param>
/// <param name="ReadsPrivate">Whether they let it read private incidents.</param>
/// <param name="Problem">Why it did not say what the key may do the last time that it was asked.</param>
/// <param name="LastAnswerAt">When it last answered a request of this process with success.</param>
/// <param name="LastWebhookAt">When the last webhook was accepted, by whichever replica.</param>
/// <param name="LastResyncAt">When changed incidents were last listed to the end, by whichever replica.</param>
/// <param name="ResyncIntervalSeconds">How often that is due; 0 for never.</param>
/// <param name="RateLimit">What it said of the key's rate; none if it said nothing.</param>
internal sealed record IncidentIoStatus(
    string ApiUrl,
    bool Webhooks,
    IReadOnlyList<string>? Roles,
    bool? ReadsPrivate,
    string? Problem,
    DateTimeOffset? LastAnswerAt,
    DateTimeOffset? LastWebhookAt,
    DateTimeOffset? LastResyncAt,
    double ResyncIntervalSeconds,
    RateLimitStatus? RateLimit);

/// <param name="Limit">Requests at once at most.</param>
/// <param name="Remaining">Requests that were left.</param>
/// <param name="AgeSeconds">How long ago it said so.</param>
internal sealed record RateLimitStatus(int Limit, int Remaining, double AgeSeconds);

/// <param name="Name">The name from the settings.</param>
/// <param name="Url">Where it is asked.</param>
/// <param name="State"><c>up</c>, <c>down</c>, <c>held</c> (it asked for a rest, or belongs to an organization that the bridge does not know) or <c>unknown</c> (it did not answer yet).</param>
/// <param name="Since">Since when it is up or down.</param>
/// <param name="Reason">Why it is not up, as metrics and log spell it.</param>
/// <param name="Detail">The same in plain words.</param>
/// <param name="AskedAgainAt">When it is asked again.</param>
/// <param name="LastAnswerAt">When it last answered a request of this process with success.</param>
/// <param name="Due">Deliveries that wait and are due; none while the store was never read.</param>
/// <param name="Waiting">Deliveries that wait for their time.</param>
/// <param name="OldestSince">Since when the oldest event waits.</param>
/// <param name="DeadLetters">Deliveries that need somebody to act.</param>
internal sealed record GrafanaStatus(
    string Name,
    string Url,
    string State,
    DateTimeOffset? Since,
    string? Reason,
    string? Detail,
    DateTimeOffset? AskedAgainAt,
    DateTimeOffset? LastAnswerAt,
    long? Due,
    long? Waiting,
    DateTimeOffset? OldestSince,
    long? DeadLetters);

/// <param name="Pending">Incidents with changes that not every Grafana shows, dead letters apart.</param>
/// <param name="Due">Deliveries that wait and are due, in all Grafanas.</param>
/// <param name="Waiting">Deliveries that wait for their time, such as that of a retry.</param>
/// <param name="OldestSince">Since when the oldest event waits.</param>
/// <param name="DeadLetters">Deliveries that need somebody to act.</param>
internal sealed record QueueStatus(long Pending, long Due, long Waiting, DateTimeOffset? OldestSince, long DeadLetters);

/// <param name="Incident">The incident's id.</param>
/// <param name="Reference">What people call it; none of one that this process has not read.</param>
/// <param name="Grafana">Where it is not shown as it should be.</param>
/// <param name="Reason">Why, as metrics and log spell it.</param>
/// <param name="WhatToDo">What to do about it.</param>
/// <param name="Attempts">Attempts since the last success.</param>
/// <param name="LastTryAt">When it was last tried.</param>
/// <param name="NextTryAt">When it is tried again by itself.</param>
internal sealed record DeadLetterStatus(
    string Incident,
    string? Reference,
    string Grafana,
    string Reason,
    string WhatToDo,
    int Attempts,
    DateTimeOffset? LastTryAt,
    DateTimeOffset? NextTryAt);

/// <param name="Incident">The incident's id.</param>
/// <param name="Reference">What people call it; none of one that this process has not read.</param>
/// <param name="Grafana">Where.</param>
/// <param name="Changes">What had to be done: <c>create</c>, <c>update</c>, <c>delete</c>; empty when all was as it should be, or that could not be told.</param>
/// <param name="At">When it ended.</param>
/// <param name="Result"><c>done</c>, <c>retry</c> or <c>dead_letter</c>.</param>
/// <param name="Reason">Why it failed.</param>
internal sealed record DeliveryStatus(
    string Incident, string? Reference, string Grafana, IReadOnlyList<string> Changes, DateTimeOffset At, string Result, string? Reason);

/// <param name="Key">The setting's name.</param>
/// <param name="Value">What is in force, as it would be written.</param>
internal sealed record SettingStatus(string Key, string Value);
