using Bridge.Benchmarks.Reports;

namespace Bridge.Benchmarks.Latency;

/// <summary>All rounds together.</summary>
internal static class LatencyReport
{
    private const double MaxP50 = 15;
    private const double MaxP99 = 100;

    public static ReportSection Write(LatencyOptions options, IReadOnlyList<LatencyRound> rounds)
    {
        double[] latencies = [.. rounds.SelectMany(round => round.Milliseconds).Order()];
        var (p50, p99) = (Statistics.Percentile(latencies, 50), Statistics.Percentile(latencies, 99));
        var histogram = HistogramQuantiles.Sum(rounds.Select(round => round.Observed));
        var table = new Table("", "p50", "p99", "slowest");
        table.Add("webhook sent to annotation received, at the stand-ins", $"{p50:0.0} ms", $"{p99:0.0} ms", $"{latencies[^1]:0.0} ms");
        table.Add("webhook accepted to annotation confirmed, by the bridge's histogram", histogram.Describe(0.5), histogram.Describe(0.99), histogram.Describe(1));
        table.Add(
            "webhook sent to acknowledgement, medians of the rounds",
            $"{Statistics.Median(rounds.Select(round => round.Load.P50.TotalMilliseconds)):0.0} ms",
            $"{Statistics.Median(rounds.Select(round => round.Load.P99.TotalMilliseconds)):0.0} ms",
            $"{rounds.Max(round => round.Load.Slowest.TotalMilliseconds):0.0} ms");

        var targets = new Table("target", "asked", "measured", "");
        targets.AddTarget("p50", $"at most {MaxP50:0} ms", $"{p50:0.0} ms", p50 <= MaxP50);
        targets.AddTarget("p99", $"at most {MaxP99:0} ms", $"{p99:0.0} ms", p99 <= MaxP99);
        var each = rounds.Sum(round => round.ProcessorTime.TotalMilliseconds) / latencies.Length;
        return new ReportSection(
            "latency",
            [
                $"{options.PerSecond:0} new incidents per second, {options.Rounds} rounds of {options.Duration.TotalSeconds:0} s, {latencies.Length:#,0} incidents in all; {each:0.00} ms of the bridge's processor time each.",
            ],
            [table, targets]);
    }
}
