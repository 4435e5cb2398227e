using Bridge.Incidents;
using Bridge.Upstreams;

namespace Bridge.Store;

/// <summary>How the work on an incident stands.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Events">How many webhooks about it were taken.</param>
/// <param name="LastEventAt">When the last of them came; none when the bridge found the incident by itself.</param>
/// <param name="PendingSince">When the oldest event that is not reconciled yet was accepted.</param>
/// <param name="StateAt">incident.io's time of the last change that is reconciled; none before the first success.</param>
/// <param name="ClaimedAt">When it was last worked on.</param>
/// <param name="LeaseUntil">Until when a worker has it; none when nobody does.</param>
/// <param name="DueAt">When it is worked on next; none for not until something happens.</param>
/// <param name="Attempts">Attempts that failed since the last success.</param>
/// <param name="LastFailure">Why the last attempt failed; none after a success.</param>
/// <param name="IsDeadLetter">Whether it needs somebody to act.</param>
internal sealed record WorkItem(
    IncidentId Incident,
    long Events,
    DateTimeOffset? LastEventAt,
    DateTimeOffset? PendingSince,
    DateTimeOffset? StateAt,
    DateTimeOffset? ClaimedAt,
    DateTimeOffset? LeaseUntil,
    DateTimeOffset? DueAt,
    int Attempts,
    FailureReason? LastFailure,
    bool IsDeadLetter);
