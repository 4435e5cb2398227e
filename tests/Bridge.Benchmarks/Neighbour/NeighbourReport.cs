using Bridge.Benchmarks.Latency;
using Bridge.Benchmarks.Reports;

namespace Bridge.Benchmarks.Neighbour;

/// <summary>All rounds of each trouble together, beside those without.</summary>
internal static class NeighbourReport
{
    private const double MaxRatio = 3;

    public static ReportSection Write(LatencyOptions options, IReadOnlyDictionary<Trouble, IReadOnlyList<LatencyRound>> rounds)
    {
        var latencies = rounds.ToDictionary(pair => pair.Key, pair => (double[])[.. pair.Value.SelectMany(round => round.Milliseconds).Order()]);
        var alone = Statistics.Percentile(latencies[Trouble.None], 99);
        var table = new Table("the other Grafana", "p50", "p99", "slowest", "p99, to that without it");
        var targets = new Table("target", "asked", "measured", "");
        foreach (var (trouble, sorted) in latencies)
        {
            var p99 = Statistics.Percentile(sorted, 99);
            table.Add(Describe(trouble), $"{Statistics.Percentile(sorted, 50):0.0} ms", $"{p99:0.0} ms", $"{sorted[^1]:0.0} ms", $"{p99 / alone:0.00} ×");
            if (trouble != Trouble.None)
            {
                targets.AddTarget($"p99 while it {Describe(trouble)}", $"at most {MaxRatio:0} ×", $"{p99 / alone:0.00} ×", p99 <= MaxRatio * alone);
            }
        }

        return new ReportSection(
            "neighbour",
            [
                $"{options.PerSecond:0} new incidents per second, {options.Rounds} rounds of {options.Duration.TotalSeconds:0} s for each, in turn.",
            ],
            [table, targets]);
    }

    private static string Describe(Trouble trouble) => trouble switch
    {
        Trouble.None => "is none",
        Trouble.Hangs => "hangs",
        Trouble.Refuses => "refuses connections",
        Trouble.Away => "answers 503 with an hour's `Retry-After`",
        Trouble.Unauthorized => "answers 401",
        _ => throw new InvalidOperationException($"No word for {trouble}."),
    };
}
