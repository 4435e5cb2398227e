using Bridge.Incidents;
using Bridge.Upstreams;

namespace Bridge.Store;

/// <summary>An incident leased to one worker.</summary>
/// <param name="Incident">The incident to bring to its latest state.</param>
/// <param name="Generation">Counts the incident's events; what comes in while the claim is held raises it.</param>
/// <param name="LeaseToken">Proof of the lease: a later claim of the same incident has a higher one.</param>
/// <param name="Attempts">Attempts that failed since the last success.</param>
/// <param name="LastFailure">Why the last attempt failed; none after a success.</param>
/// <param name="IsDeadLetter">Whether the incident is a dead letter that is tried again.</param>
/// <param name="PendingSince">When the oldest event that is not reconciled yet was accepted; none when the bridge itself asked.</param>
/// <param name="ClaimedAt">When the lease began.</param>
/// <param name="LeaseUntil">When it runs out.</param>
/// <param name="TraceParent">The W3C trace context of that oldest event.</param>
/// <param name="StateAt">
/// incident.io's time of the last change that is reconciled; none before the first success, when nothing is known of what Grafana has.
/// </param>
internal sealed record Claim(
    IncidentId Incident,
    long Generation,
    long LeaseToken,
    int Attempts,
    FailureReason? LastFailure,
    bool IsDeadLetter,
    DateTimeOffset? PendingSince,
    DateTimeOffset ClaimedAt,
    DateTimeOffset LeaseUntil,
    string? TraceParent,
    DateTimeOffset? StateAt)
{
    /// <summary>The claim of somebody who knows of the events that were there when the queue was looked at, and of none after them.</summary>
    public Claim About(DueIncident due) => this with { Generation = due.Generation };
}

/// <summary>The incidents leased, and when the next one will be due.</summary>
internal sealed record ClaimResult(IReadOnlyList<Claim> Claims, DateTimeOffset? NextDueAt);
