using Bridge.Benchmarks.Latency;
using Bridge.Benchmarks.Reports;

namespace Bridge.Benchmarks.Alerts;

/// <summary>All rounds together, with alerts and without.</summary>
internal static class AlertsReport
{
    private const double MaxRatio = 1.5;

    public static ReportSection Write(LatencyOptions options, IReadOnlyList<LatencyRound> alone, IReadOnlyList<LatencyRound> beside)
    {
        var (without, with) = (Sorted(alone), Sorted(beside));
        var table = new Table("alerts that wait", "p50", "p99", "slowest", "p50, to that without", "p99, to that without");
        var targets = new Table("target", "asked", "measured", "");
        Add("none", without);
        Add($"{options.Alerts:#,0}", with);
        foreach (var percent in new[] { 50, 99 })
        {
            var ratio = Statistics.Percentile(with, percent) / Statistics.Percentile(without, percent);
            targets.AddTarget($"p{percent} beside them", $"at most {MaxRatio:0.0} ×", $"{ratio:0.00} ×", ratio <= MaxRatio);
        }

        var drawn = Statistics.Median(beside.Select(round => (double)round.AlertsDrawn));
        return new ReportSection(
            "alerts",
            [
                $"{options.PerSecond:0} new incidents per second, {options.Rounds} rounds of {options.Duration.TotalSeconds:0} s for each, in turn. Of {options.Alerts:#,0} alerts, whose webhooks came just before, {drawn:0} were drawn meanwhile (median).",
            ],
            [table, targets]);

        void Add(string name, double[] sorted) => table.Add(
            name,
            $"{Statistics.Percentile(sorted, 50):0.0} ms",
            $"{Statistics.Percentile(sorted, 99):0.0} ms",
            $"{sorted[^1]:0.0} ms",
            $"{Statistics.Percentile(sorted, 50) / Statistics.Percentile(without, 50):0.00} ×",
            $"{Statistics.Percentile(sorted, 99) / Statistics.Percentile(without, 99):0.00} ×");
    }

    private static double[] Sorted(IEnumerable<LatencyRound> rounds) => [.. rounds.SelectMany(round => round.Milliseconds).Order()];
}
