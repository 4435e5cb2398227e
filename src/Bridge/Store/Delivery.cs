using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>How the work on a delivery stands.</summary>
/// <param name="Key">Which incident in which Grafana.</param>
/// <param name="Webhooks">How many webhooks about the incident were taken.</param>
/// <param name="LastWebhookAt">When the last of them came; none when the bridge found the incident by itself.</param>
/// <param name="PendingSince">When the oldest event that Grafana does not show yet was noted.</param>
/// <param name="StateAt">incident.io's time of the change that Grafana shows; none before the first success.</param>
/// <param name="AskedAt">When the state that Grafana shows was asked for.</param>
/// <param name="ClaimedAt">When it was last worked on.</param>
/// <param name="LeaseUntil">Until when a worker has it; none when nobody does.</param>
/// <param name="DueAt">When it is worked on next; none for not until something happens.</param>
/// <param name="Attempts">Attempts that failed since the last success.</param>
/// <param name="LastFailure">Why the last attempt failed; none after a success.</param>
/// <param name="IsDeadLetter">Whether it needs somebody to act.</param>
/// <param name="LeaseToken">That of its last lease: a claim whose token is the next one was preceded by nobody else's. 0 before the first.</param>
internal sealed record Delivery(
    DeliveryKey Key,
    long Webhooks,
    DateTimeOffset? LastWebhookAt,
    DateTimeOffset? PendingSince,
    DateTimeOffset? StateAt,
    DateTimeOffset? AskedAt,
    DateTimeOffset? ClaimedAt,
    DateTimeOffset? LeaseUntil,
    DateTimeOffset? DueAt,
    int Attempts,
    FailureReason? LastFailure,
    bool IsDeadLetter,
    long LeaseToken = 0)
{
    /// <summary>Whether this bridge has worked on the incident in a Grafana: what it finds there of the incident may be its own.</summary>
    public bool WasWorkedOnIn(string grafana) => Key.Grafana == grafana && ClaimedAt is not null;
}
