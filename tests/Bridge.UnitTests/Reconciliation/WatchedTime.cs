using System.Collections.Concurrent;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A clock that notes what is waited for by it, so that a test knows when time may pass.</summary>
internal sealed class WatchedTime(TimeProvider time) : TimeProvider
{
    /// <summary>How long each wait is to take, in order.</summary>
    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override long TimestampFrequency => time.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = time.CreateTimer(callback, state, dueTime, period);
        Waits.Enqueue(dueTime);
        return timer;
    }
}
