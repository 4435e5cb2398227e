using Bridge.Benchmarks.Load;

namespace Bridge.Benchmarks.Latency;

/// <summary>One bridge at a steady pace.</summary>
/// <param name="Load">What the sender of webhooks has seen.</param>
/// <param name="Milliseconds">From the sending of each webhook to its annotation.</param>
/// <param name="ProcessorTime">What the bridge has used of the processors.</param>
/// <param name="Observed">The bridge's own histogram: how many observations up to which bound, in seconds.</param>
internal sealed record LatencyRound(
    LoadResult Load, IReadOnlyList<double> Milliseconds, TimeSpan ProcessorTime, IReadOnlyDictionary<double, double> Observed)
{
    /// <summary>Alerts that were drawn by the time that all incidents were.</summary>
    public long AlertsDrawn { get; init; }
}
