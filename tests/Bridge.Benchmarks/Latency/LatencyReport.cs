using Bridge.Benchmarks.Load;
using Bridge.Benchmarks.Reports;

namespace Bridge.Benchmarks.Latency;

internal static class LatencyReport
{
    private const double MaxP50 = 15;
    private const double MaxP99 = 100;

    public static ReportSection Write(
        LatencyOptions options,
        LoadResult load,
        double[] latencies,
        TimeSpan processorTime,
        HistogramQuantiles histogram)
    {
        var (p50, p99) = (Statistics.Percentile(latencies, 50), Statistics.Percentile(latencies, 99));
        var table = new Table("", "p50", "p99", "slowest");
        table.Add("webhook sent to annotation received, at the stand-ins", $"{p50:0.0} ms", $"{p99:0.0} ms", $"{latencies[^1]:0.0} ms");
        table.Add("webhook accepted to annotation confirmed, by the bridge's histogram", histogram.Describe(0.5), histogram.Describe(0.99), histogram.Describe(1));
        table.Add("webhook sent to acknowledgement", $"{load.P50.TotalMilliseconds:0.0} ms", $"{load.P99.TotalMilliseconds:0.0} ms", $"{load.Slowest.TotalMilliseconds:0.0} ms");

        var targets = new Table("target", "asked", "measured", "");
        targets.AddTarget("p50", $"at most {MaxP50:0} ms", $"{p50:0.0} ms", p50 <= MaxP50);
        targets.AddTarget("p99", $"at most {MaxP99:0} ms", $"{p99:0.0} ms", p99 <= MaxP99);
        return new ReportSection(
            "latency",
            [
                $"{options.PerSecond:0} new incidents a second for {options.Duration.TotalSeconds:0} s, {latencies.Length:#,0} of them measured; {processorTime.TotalMilliseconds:0.00} ms of the bridge's processor time each.",
            ],
            [table, targets]);
    }
}
