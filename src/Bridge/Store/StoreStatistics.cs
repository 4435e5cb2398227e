using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>The queue at one moment. Of Grafanas that are no longer in the settings nothing is counted.</summary>
/// <param name="Pending">Incidents with events that not every Grafana shows, not counting dead letters.</param>
/// <param name="OldestPendingSince">When the oldest of those events was noted.</param>
/// <param name="PendingByGrafana">Deliveries with such events, and those that wait for a retry, by Grafana; one without any is missing.</param>
/// <param name="DeadLetters">Dead letters by Grafana and reason; those without one are missing.</param>
/// <param name="LastAcceptedAt">When the last webhook was accepted.</param>
/// <param name="LastResyncAt">When the last resync ended well, in whichever replica.</param>
/// <param name="FirstStartAt">When a bridge was first started on this store; none of one that no bridge has used.</param>
internal sealed record StoreStatistics(
    long Pending,
    DateTimeOffset? OldestPendingSince,
    IReadOnlyDictionary<string, long> PendingByGrafana,
    IReadOnlyDictionary<(string Grafana, FailureReason Reason), long> DeadLetters,
    DateTimeOffset? LastAcceptedAt,
    DateTimeOffset? LastResyncAt = null,
    DateTimeOffset? FirstStartAt = null)
{
    /// <summary>What is beside incidents and has events that not every Grafana shows, not counting dead letters.</summary>
    public long PendingOthers { get; init; }

    /// <summary>When the oldest of those events was noted.</summary>
    public DateTimeOffset? OldestOtherSince { get; init; }
}
