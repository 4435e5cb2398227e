namespace Bridge.Simulator;

/// <summary>
/// Whether the bridge has nothing to do. It counts its queue once a second at most, so one 0 may be older than what was just sent: only a 0 that
/// stays for longer says so.
/// </summary>
public sealed class IdleWatch
{
    private static readonly TimeSpan LongerThanOneCount = TimeSpan.FromSeconds(1.1);

    private long? _since;

    /// <param name="pending">The incidents that wait, as the metrics have it now.</param>
    public bool IsIdle(double pending)
    {
        _since = pending == 0 ? _since ?? TimeProvider.System.GetTimestamp() : null;
        return _since is { } since && TimeProvider.System.GetElapsedTime(since) > LongerThanOneCount;
    }
}
