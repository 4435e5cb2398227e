namespace Bridge.Observability;

/// <summary>The heartbeat of the reconciliation loop: a loop that hangs shows on <c>/healthz</c>.</summary>
internal sealed class LoopHealth(TimeProvider time)
{
    /// <summary>The loop looks every five seconds at the latest; this allows for a store that is slow to answer.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);

    private long _lastBeat = time.GetTimestamp();

    public bool IsAlive => time.GetElapsedTime(Interlocked.Read(ref _lastBeat)) < LongestSilence;

    public void Beat() => Interlocked.Exchange(ref _lastBeat, time.GetTimestamp());
}
