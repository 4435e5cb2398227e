using Bridge.Benchmarks.Load;
using Bridge.Benchmarks.Reports;
using Bridge.Benchmarks.Upstreams;

namespace Bridge.Benchmarks.Storm;

internal static class StormReport
{
    private const int MaxReads = 1500;
    private const int MaxWrites = 2000;

    private static readonly TimeSpan MaxAcknowledgement = TimeSpan.FromSeconds(1);

    public static ReportSection Write(StormOptions options, LoadResult first, LoadResult second, TimeSpan quiet, UpstreamCounts counts)
    {
        var slowest = first.Slowest > second.Slowest ? first.Slowest : second.Slowest;
        var taken = new Table("", "webhooks per second", "p50", "p99", "slowest");
        taken.Add("first half", $"{first.PerSecond:#,0}", Milliseconds(first.P50), Milliseconds(first.P99), Milliseconds(first.Slowest));
        taken.Add("second half", $"{second.PerSecond:#,0}", Milliseconds(second.P50), Milliseconds(second.P99), Milliseconds(second.Slowest));

        var cost = new Table("", "requests");
        cost.Add("incident.io, one incident", $"{counts.ReadsOfOne:#,0}");
        cost.Add("incident.io, a page of the list", $"{counts.ReadsOfPages:#,0}");
        cost.Add("incident.io, anything else", $"{counts.OtherReads:#,0}");
        cost.Add("of all of these answered 429", $"{counts.RateLimited:#,0}");
        cost.Add("Grafana, searches", $"{counts.Searches:#,0}");
        cost.Add("Grafana, creates", $"{counts.Creates:#,0}");
        cost.Add("Grafana, updates", $"{counts.Updates:#,0}");
        cost.Add("Grafana, deletions", $"{counts.Deletes:#,0}");

        var targets = new Table("target", "asked", "measured", "");
        targets.AddTarget("reads at incident.io", $"at most {MaxReads:#,0}", $"{counts.Reads:#,0}", counts.Reads <= MaxReads);
        targets.AddTarget("writes to Grafana", $"at most {MaxWrites:#,0}", $"{counts.Writes:#,0}", counts.Writes <= MaxWrites);
        targets.AddTarget(
            "slowest acknowledgement", $"at most {MaxAcknowledgement.TotalSeconds:0} s", Milliseconds(slowest), slowest <= MaxAcknowledgement);
        return new ReportSection(
            "storm",
            [
                $"{options.Webhooks:#,0} webhooks about {options.Incidents:#,0} incidents over {options.Connections} connections, incident.io "
                + (options.IsRateLimited ? "with its rate limit." : "without a rate limit.")
                + $" All incidents are resolved half-way. {quiet.TotalSeconds:0.0} s after the last webhook each had its one annotation, resolved.",
            ],
            [taken, cost, targets]);
    }

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:0.0} ms";
}
