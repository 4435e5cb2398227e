using System.Collections.Concurrent;

namespace Bridge.Observability;

/// <summary>The heartbeats of the loops that deliver, one per Grafana: a loop that hangs shows on <c>/healthz</c>.</summary>
internal sealed class LoopHealth(TimeProvider time)
{
    /// <summary>A loop looks every five seconds at the latest; this allows for a store that is slow to answer.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _lastBeats = [];

    /// <summary>The loops that have not turned for a minute.</summary>
    public IReadOnlyList<string> Silent => [.. _lastBeats.Where(beat => time.GetElapsedTime(beat.Value) >= LongestSilence).Select(beat => beat.Key).Order()];

    public void Beat(string loop) => _lastBeats[loop] = time.GetTimestamp();
}
