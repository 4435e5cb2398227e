namespace Bridge.Upstreams;

/// <summary>
/// How many requests an upstream may be given at once: fewer while it says that it is overloaded or answers much slower than it can, and
/// step by step more again. Knows nothing of requests but how they ended.
/// </summary>
/// <param name="most">The limit at first and at most.</param>
/// <param name="time">Lets a burst of bad answers, which were all sent under the same limit, count once.</param>
internal sealed class ConcurrencyLimit(int most, TimeProvider time)
{
    /// <summary>No upstream is called overloaded for an answer that comes sooner.</summary>
    public static readonly TimeSpan SlowAtLeast = TimeSpan.FromMilliseconds(500);

    /// <summary>How many times as long as its quickest an answer of an overloaded upstream takes.</summary>
    public const int SlowFactor = 4;

    /// <summary>How often the limit is lowered.</summary>
    public static readonly TimeSpan LoweredOnceIn = TimeSpan.FromSeconds(1);

    /// <summary>A quick answer of long ago says little: what counts as the quickest grows by this with each answer.</summary>
    private const double Forgetting = 1.001;

    private double _limit = most;
    private TimeSpan _quickest = TimeSpan.MaxValue;
    private long? _loweredAt;

    /// <summary>At least 1.</summary>
    public int Current => (int)_limit;

    /// <summary>Learns from an answer: a good one, or one that refuses for want of room.</summary>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="isRefusal">Whether the upstream said that it has too much to do, or said nothing in time.</param>
    public void Answered(TimeSpan elapsed, bool isRefusal)
    {
        if (isRefusal)
        {
            Lower();
            return;
        }

        var isSlow = elapsed >= SlowAtLeast && _quickest < elapsed / SlowFactor;
        _quickest = _quickest == TimeSpan.MaxValue || elapsed < _quickest ? elapsed : _quickest * Forgetting;
        if (isSlow)
        {
            Lower();
        }
        else
        {
            // One more after as many answers as there are places: each place was tried once.
            _limit = Math.Min(most, _limit + (1 / _limit));
        }
    }

    private void Lower()
    {
        if (_loweredAt is { } at && time.GetElapsedTime(at) < LoweredOnceIn)
        {
            return;
        }

        _limit = Math.Max(1, _limit / 2);
        _loweredAt = time.GetTimestamp();
    }
}
