using System.Threading.Channels;

namespace Bridge.Store;

/// <summary>Wakes the loops when there may be something to do.</summary>
internal sealed class WorkSignal
{
    private readonly Lock _lock = new();
    private volatile (Lane Lane, WakeUps WakeUps)[] _listeners = [];

    /// <summary>The wake-ups of one loop, which works on this lane, from now on.</summary>
    public WakeUps Listen(Lane lane)
    {
        var wakeUps = new WakeUps();
        lock (_lock)
        {
            _listeners = [.. _listeners, (lane, wakeUps)];
        }

        return wakeUps;
    }

    /// <summary>Wakes the loops of a lane; all loops, if it may be about either.</summary>
    public void Wake(Lane? lane = null)
    {
        foreach (var listener in _listeners)
        {
            if (lane is null || lane == listener.Lane)
            {
                listener.WakeUps.Wake();
            }
        }
    }
}

/// <summary>What wakes one loop. Several wake-ups before it looks are one.</summary>
internal sealed class WakeUps
{
    private readonly Channel<bool> _wakeUps = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Wakes this loop alone.</summary>
    public void Wake() => _wakeUps.Writer.TryWrite(true);

    /// <summary>Returns at the next wake-up, or after <paramref name="longest"/>.</summary>
    public async Task WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _wakeUps.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to look without having been asked to.
        }
    }
}
