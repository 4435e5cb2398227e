using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>A delivery leased to one worker.</summary>
/// <param name="Key">Which subject to bring to its latest state, and in which Grafana.</param>
/// <param name="Generation">Counts the incident's events; what comes in while the claim is held raises it.</param>
/// <param name="LeaseToken">Proof of the lease: a later claim of the same delivery has a higher one.</param>
/// <param name="Attempts">Attempts that failed since the last success.</param>
/// <param name="LastFailure">Why the last attempt failed; none after a success.</param>
/// <param name="IsDeadLetter">Whether it is a dead letter that is tried again.</param>
/// <param name="IsUnannounced">Whether resync found the change and no webhook has told of it since.</param>
/// <param name="PendingSince">When the oldest event that is not shown was noted; none when the bridge itself asked.</param>
/// <param name="StateFrom">A state counts if it was asked for at this time or later: that of the newest event, or of the state that is shown.</param>
/// <param name="ClaimedAt">When the lease began.</param>
/// <param name="LeaseUntil">When it runs out.</param>
/// <param name="TraceParent">The W3C trace context of that oldest event.</param>
/// <param name="StateAt">incident.io's time of the change that is shown; none before the first success, when nothing is known of what Grafana has.</param>
/// <param name="IsMove">Whether it is due for nothing but the ends of open regions (<see cref="WorkOutcome.Succeeded.IsMove"/>), and no event and no failure is left.</param>
internal sealed record Claim(
    DeliveryKey Key,
    long Generation,
    long LeaseToken,
    int Attempts,
    FailureReason? LastFailure,
    bool IsDeadLetter,
    bool IsUnannounced,
    DateTimeOffset? PendingSince,
    DateTimeOffset? StateFrom,
    DateTimeOffset ClaimedAt,
    DateTimeOffset LeaseUntil,
    string? TraceParent,
    DateTimeOffset? StateAt,
    bool IsMove = false)
{
    public SubjectId Subject => Key.Subject;

    public string Grafana => Key.Grafana;

    /// <summary>The claim of somebody who knows of the events that were there when the delivery was seen, and of none after them.</summary>
    public Claim About(DueDelivery seen) => this with { Generation = seen.Generation };
}

/// <summary>The deliveries leased, and when the next one of their Grafana will be due.</summary>
internal sealed record ClaimResult(IReadOnlyList<Claim> Claims, DateTimeOffset? NextDueAt);
