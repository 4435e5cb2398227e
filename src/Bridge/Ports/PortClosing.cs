namespace Bridge.Ports;

/// <summary>
/// Says when requests that are still on their way are not waited for any more: soon after the process was told to stop. Who sends half a
/// request, or reads no answer, must not hold up a stop; the sender of a webhook tries again.
/// </summary>
internal sealed class PortClosing : IDisposable
{
    /// <summary>Far longer than a request takes that is sent as one.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenRegistration _stopping;
    private ITimer? _timer;

    /// <param name="time">Measures the grace.</param>
    /// <param name="stopping">Canceled when the process is told to stop.</param>
    public PortClosing(TimeProvider time, CancellationToken stopping) => _stopping = stopping.Register(
        () => _timer = time.CreateTimer(_ => _over.Cancel(), state: null, Grace, Timeout.InfiniteTimeSpan));

    /// <summary>Canceled when the grace is over.</summary>
    public CancellationToken Over => _over.Token;

    public void Dispose()
    {
        _stopping.Dispose();
        _timer?.Dispose();
        _over.Dispose();
    }
}
