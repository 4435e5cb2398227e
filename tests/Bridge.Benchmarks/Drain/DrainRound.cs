using Bridge.Benchmarks.Upstreams;

namespace Bridge.Benchmarks.Drain;

/// <summary>One outage and its end, and the same annotations from a load generator.</summary>
/// <param name="Delay">What a request to Grafana took.</param>
/// <param name="Incidents">That waited.</param>
/// <param name="Counts">What the bridge asked, from its start on.</param>
/// <param name="ProcessorTime">What the bridge used of the processors, its start included.</param>
/// <param name="BarePerSecond">The rate of the load generator.</param>
internal sealed record DrainRound(TimeSpan Delay, int Incidents, UpstreamCounts Counts, TimeSpan ProcessorTime, double BarePerSecond)
{
    /// <summary>From the first read of an incident to the last annotation.</summary>
    public double BridgePerSecond => Incidents / Counts.Busy.TotalSeconds;
}
