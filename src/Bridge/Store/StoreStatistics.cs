using Bridge.Upstreams;

namespace Bridge.Store;

/// <summary>The queue at one moment.</summary>
/// <param name="Pending">Incidents with events that are not reconciled, dead letters apart.</param>
/// <param name="OldestPendingSince">When the oldest of those events was accepted.</param>
/// <param name="DeadLetters">Dead letters by reason; reasons without one are missing.</param>
/// <param name="LastAcceptedAt">When the last webhook was accepted.</param>
/// <param name="LastResyncAt">When the last resync ended well, in whichever replica.</param>
internal sealed record StoreStatistics(
    long Pending,
    DateTimeOffset? OldestPendingSince,
    IReadOnlyDictionary<FailureReason, long> DeadLetters,
    DateTimeOffset? LastAcceptedAt,
    DateTimeOffset? LastResyncAt = null);
