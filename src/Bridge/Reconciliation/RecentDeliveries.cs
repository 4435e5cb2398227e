using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>
/// The last deliveries of this process, for an operator who looks. Not in the store: it has how a delivery stands and not what was done, and a
/// list in the order of time would cost an index that each lease has to write.
/// </summary>
internal sealed class RecentDeliveries
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = 50;

    private readonly Lock _lock = new();
    private readonly Queue<RecentDelivery> _latest = new(Capacity);

    /// <summary>The newest first.</summary>
    public IReadOnlyList<RecentDelivery> Latest
    {
        get
        {
            lock (_lock)
            {
                return [.. _latest.Reverse()];
            }
        }
    }

    /// <summary>
    /// Notes how the work on a delivery ended. What was held was not tried, and a look that nobody waited for and that changed nothing, as
    /// for the end of an open region, would drive all else out.
    /// </summary>
    public void Note(Claim claim, ReconciliationResult result, DateTimeOffset now)
    {
        if (result.Outcome is null or WorkOutcome.Held || (result.Outcome.FailedFor is null && result.Steps.Count == 0 && claim.PendingSince is null))
        {
            return;
        }

        var delivery = new RecentDelivery(
            claim.Key,
            now,
            [.. result.Steps.Select(step => step.Kind).Distinct().Order()],
            result.Outcome.FailedFor,
            result.Outcome is WorkOutcome.DeadLetter);
        lock (_lock)
        {
            if (_latest.Count == Capacity)
            {
                _latest.Dequeue();
            }

            _latest.Enqueue(delivery);
        }
    }
}

/// <summary>Work that ended.</summary>
/// <param name="Key">Which incident in which Grafana.</param>
/// <param name="EndedAt">When.</param>
/// <param name="Kinds">What had to be done to annotations; empty when all was as it should be, or when that could not be told.</param>
/// <param name="Failure">Why it failed; none for a success.</param>
/// <param name="IsDeadLetter">Whether it needs somebody to act.</param>
internal sealed record RecentDelivery(
    DeliveryKey Key, DateTimeOffset EndedAt, IReadOnlyList<DeliveryKind> Kinds, FailureReason? Failure, bool IsDeadLetter);
