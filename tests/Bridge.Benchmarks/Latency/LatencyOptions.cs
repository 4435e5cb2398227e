namespace Bridge.Benchmarks.Latency;

/// <param name="PerSecond">New incidents per second.</param>
/// <param name="Duration">How long, after the warm-up.</param>
/// <param name="Rounds">How many times, each with a new bridge.</param>
/// <param name="Connections">That webhooks may come over.</param>
/// <param name="Settings">Of the bridge, beyond the usual ones.</param>
internal sealed record LatencyOptions(
    double PerSecond, TimeSpan Duration, int Rounds, int Connections, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Alerts whose webhooks come before the first incident's.</summary>
    public int Alerts { get; init; }
}
