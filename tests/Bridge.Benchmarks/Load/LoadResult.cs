namespace Bridge.Benchmarks.Load;

/// <summary>What a load generator has seen.</summary>
/// <param name="Requests">Answered.</param>
/// <param name="Refused">Those of them that were not answered with success.</param>
/// <param name="Broken">Connections and answers that failed.</param>
/// <param name="Duration">From the first request to the end.</param>
/// <param name="P50">Half of the answers came within this time.</param>
/// <param name="P99">99 of 100 did.</param>
/// <param name="Slowest">All did.</param>
internal sealed record LoadResult(
    long Requests, long Refused, long Broken, TimeSpan Duration, TimeSpan P50, TimeSpan P99, TimeSpan Slowest)
{
    public double PerSecond => Requests / Duration.TotalSeconds;

    /// <summary>A rate of answers that were none is no rate.</summary>
    /// <exception cref="BenchmarkException">Something went wrong.</exception>
    public LoadResult EnsureClean(string who) => Refused == 0 && Broken == 0
        ? this
        : throw new BenchmarkException($"{who}: of {Requests} requests {Refused} were refused, and {Broken} connections or answers failed.");
}
