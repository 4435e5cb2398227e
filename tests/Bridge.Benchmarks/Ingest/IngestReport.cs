using Bridge.Benchmarks.Reports;

namespace Bridge.Benchmarks.Ingest;

/// <summary>The medians of all rounds, and the ratios within each.</summary>
internal static class IngestReport
{
    public static ReportSection Write(IngestOptions options, IReadOnlyList<IngestRound> rounds)
    {
        var isSqlite = options.Store == "sqlite";
        var (bridge, peer, limit) = (Of("bridge"), Of("peer"), Of("limit"));
        var servers = new Table("", "webhooks per second", "lowest to highest", "p50", "p99", "processor time each");
        servers.Add([$"the bridge, on {(isSqlite ? "SQLite" : "PostgreSQL")}", .. Row(bridge)]);
        servers.Add(["Express and `svix`, in memory", .. Row(peer)]);
        servers.Add(["bare HMAC endpoint", .. Row(limit)]);

        var toPeer = Ratio(bridge, peer, round => round.Load.PerSecond);
        var toLimit = Ratio(bridge, limit, round => round.Load.PerSecond);
        var tail = Ratio(bridge, peer, round => round.Load.P99.TotalMilliseconds);
        var targets = new Table("target", "asked", "measured", "");
        targets.AddTarget("webhooks per second, to the peer's", $"at least {(isSqlite ? 4 : 2)} ×", $"{toPeer:0.00} ×", toPeer >= (isSqlite ? 4 : 2));
        if (isSqlite)
        {
            targets.AddTarget("webhooks per second, to the bare endpoint's", "at least 0.4 ×", $"{toLimit:0.00} ×", toLimit >= 0.4);
            targets.AddTarget("p99, to the peer's", "at most 1 ×", $"{tail:0.00} ×", tail <= 1);
        }

        return new ReportSection(
            $"ingest-{options.Store}",
            [
                $"{options.Connections} connections, {options.Rounds} rounds of {options.Duration.TotalSeconds:0} s for each, in turn; medians of the rounds, and ratios within a round.",
            ],
            [servers, targets]);

        IngestRound[] Of(string server) => [.. rounds.Where(round => round.Server == server)];

        static double Ratio(IngestRound[] ours, IngestRound[] theirs, Func<IngestRound, double> value) =>
            Statistics.Median(ours.Zip(theirs, (left, right) => value(left) / value(right)));

        static string[] Row(IngestRound[] rounds) =>
        [
            $"{Statistics.Median(rounds.Select(round => round.Load.PerSecond)):#,0}",
            $"{rounds.Min(round => round.Load.PerSecond):#,0} to {rounds.Max(round => round.Load.PerSecond):#,0}",
            $"{Statistics.Median(rounds.Select(round => round.Load.P50.TotalMilliseconds)):0.00} ms",
            $"{Statistics.Median(rounds.Select(round => round.Load.P99.TotalMilliseconds)):0.00} ms",
            $"{Statistics.Median(rounds.Select(round => round.MicrosecondsEach)):0.0} µs",
        ];
    }
}
