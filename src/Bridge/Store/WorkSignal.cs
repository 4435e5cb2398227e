using System.Threading.Channels;

namespace Bridge.Store;

/// <summary>Wakes the loops when there may be something to do.</summary>
internal sealed class WorkSignal
{
    private readonly Lock _lock = new();
    private volatile WakeUps[] _listeners = [];

    /// <summary>The wake-ups of one loop, from now on.</summary>
    public WakeUps Listen()
    {
        var wakeUps = new WakeUps();
        lock (_lock)
        {
            _listeners = [.. _listeners, wakeUps];
        }

        return wakeUps;
    }

    /// <summary>Wakes every loop.</summary>
    public void Wake()
    {
        foreach (var listener in _listeners)
        {
            listener.Wake();
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
