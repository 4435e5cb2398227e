using Bridge.Benchmarks.Reports;

namespace Bridge.Benchmarks.Drain;

/// <summary>The medians of all rounds, and the ratios within each.</summary>
internal static class DrainReport
{
    private const double MinRatio = 0.8;

    public static ReportSection Write(DrainOptions options, IReadOnlyList<DrainRound> rounds)
    {
        var table = new Table(
            "a request to Grafana takes", "incidents per second", "bare POSTs per second", "ratio", "reads", "searches", "creates", "processor time each");
        var targets = new Table("target", "asked", "measured", "");
        foreach (var delay in options.Delays)
        {
            DrainRound[] ours = [.. rounds.Where(round => round.Delay == delay)];
            var ratio = Of(round => round.BridgePerSecond / round.BarePerSecond);
            table.Add(
                Name(delay),
                $"{Of(round => round.BridgePerSecond):#,0}",
                $"{Of(round => round.BarePerSecond):#,0}",
                $"{ratio:0.00}",
                $"{Of(round => round.Counts.Reads):#,0}",
                $"{Of(round => round.Counts.Searches):#,0}",
                $"{Of(round => round.Counts.Creates):#,0}",
                $"{Of(round => round.ProcessorTime.TotalMicroseconds / round.Incidents):0} µs");
            targets.AddTarget($"drained, to the rate of bare POSTs, {Name(delay)}", $"at least {MinRatio:0.0} ×", $"{ratio:0.00} ×", ratio >= MinRatio);

            double Of(Func<DrainRound, double> value) => Statistics.Median(ours.Select(value));
        }

        return new ReportSection(
            "drain",
            [
                $"{options.Incidents:#,0} incidents, {options.Rounds} rounds of each, in turn with {options.Concurrency} connections that only post; medians, and ratios within a round; incident.io "
                + (options.IsRateLimited ? "with its rate limit." : "without a rate limit.")
                + " Nothing was lost or doubled: each incident had exactly one annotation.",
            ],
            [table, targets]);
    }

    private static string Name(TimeSpan delay) => delay == TimeSpan.Zero ? "no time" : $"{delay.TotalMilliseconds:0} ms";
}
