using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>What the dashboards' own expressions make of series, by Prometheus' engine.</summary>
public sealed class DashboardQueryTests
{
    private const string Bridge = "namespace=\"ops\", job=\"incident-bridge\", instance=\"a\"";
    private const string Second = "namespace=\"ops\", job=\"incident-bridge\", instance=\"b\"";
    private const string Other = "namespace=\"shop\", job=\"checkout\", instance=\"a\"";

    /// <summary>An hour of samples that are all the same.</summary>
    private static string Always(double value) => $"{value}x240";

    [Fact]
    public async Task Replicas_are_the_bridges_and_one_that_cannot_be_scraped_counts_as_down()
    {
        var expression = Dashboard.TargetsOf(Dashboard.Stat("Replicas up")).Single().Interpolated();

        await new Series()
            .With($"up{{{Bridge}}}", Always(1)).With($"incidentbridge_build_info{{{Bridge}, version=\"1\"}}", Always(1))
            .With($"up{{{Second}}}", "1x40 0x200").With($"incidentbridge_build_info{{{Second}, version=\"1\"}}", "1x40 stale")
            .With($"up{{{Other}}}", Always(1))
            .Expect(expression, "5m", ("{}", 2))
            .Expect(expression, "50m", ("{}", 1))
            .HoldsAsync();

        await new Series()
            .With($"up{{{Bridge}}}", "1x40 0x200").With($"incidentbridge_build_info{{{Bridge}, version=\"1\"}}", "1x40 stale")
            .Expect(expression, "50m", ("{}", 0))
            .HoldsAsync();
    }

    [Theory]
    [InlineData("CPU", "process_cpu_seconds_total", "0+1.5x240", 0.1)]
    [InlineData("Memory", "process_working_set_bytes", "64x240", 64)]
    public async Task Of_what_every_program_exports_only_the_bridges_is_shown(string title, string metric, string values, double shown)
    {
        await new Series()
            .With($"incidentbridge_build_info{{{Bridge}, version=\"1\"}}", Always(1))
            .With($"{metric}{{{Bridge}}}", values)
            .With($"{metric}{{{Other}}}", values)
            .Expect(Dashboard.TargetsOf(Dashboard.Panel(Dashboard.Overview, title)).First().Interpolated(), "30m", ($"{{{Bridge}}}", shown))
            .HoldsAsync();
    }

    [Fact]
    public async Task A_replica_of_which_two_versions_were_seen_is_one()
    {
        var expression = Dashboard.TargetsOf(Dashboard.Stat("Replicas up")).Single().Interpolated();

        await new Series()
            .With($"up{{{Bridge}}}", Always(1))
            .With($"incidentbridge_build_info{{{Bridge}, version=\"1\"}}", "1x100 stale")
            .With($"incidentbridge_build_info{{{Bridge}, version=\"2\"}}", "_x101 1x139")
            .Expect(expression, "50m", ("{}", 1))
            .HoldsAsync();
    }

    [Theory]
    [InlineData(Dashboard.Overview)]
    [InlineData(Dashboard.Incidents)]
    public async Task Where_no_bridge_is_scraped_nothing_is_shown(string file)
    {
        var series = new Series()
            .With($"up{{{Other}}}", Always(1))
            .With($"process_start_time_seconds{{{Other}}}", "100x120 200x120")
            .With($"process_cpu_seconds_total{{{Other}}}", "0+1x240")
            .With($"process_working_set_bytes{{{Other}}}", Always(1))
            .With($"dotnet_total_memory_bytes{{{Other}}}", Always(1))
            .With($"dotnet_collection_count_total{{{Other}, generation=\"0\"}}", "0+1x240");
        foreach (var expression in Dashboard.Targets(Dashboard.Load(file)).Select(target => target.Interpolated()).Concat([Starts()]))
        {
            series.Expect(expression, "50m");
        }

        await series.HoldsAsync();
    }

    public static TheoryData<string, string, string> Bars => new()
    {
        { "Accepted", "incidentbridge_webhook_accepted_total{BRIDGE, result=\"stored\"}", "{result=\"stored\"}" },
        { "Refused", "incidentbridge_webhook_rejected_total{BRIDGE, reason=\"signature\"}", "{reason=\"signature\"}" },
        { "Refused connections", "incidentbridge_connections_refused_total{BRIDGE, port=\"webhooks\", reason=\"limit\"}", "{port=\"webhooks\", reason=\"limit\"}" },
        { "Creates and deletes", "incidentbridge_deliveries_total{BRIDGE, grafana=\"main\", kind=\"create\"}", "{grafana=\"main\", kind=\"create\"}" },
        { "Updates and end moves", "incidentbridge_deliveries_total{BRIDGE, grafana=\"main\", kind=\"update\"}", "{grafana=\"main\"}" },
        { "Missed webhooks", "incidentbridge_missed_webhooks_total{BRIDGE}", "{namespace=\"ops\", job=\"incident-bridge\"}" },
        { "Unreadable incidents", "incidentbridge_unreadable_incidents_total{BRIDGE}", "{namespace=\"ops\", job=\"incident-bridge\"}" },
        { "Put right in Grafana", "incidentbridge_drift_repaired_total{BRIDGE}", "{namespace=\"ops\", job=\"incident-bridge\"}" },
        { "Texts by default", "incidentbridge_template_failures_total{BRIDGE, reason=\"error\"}", "{reason=\"error\"}" },
        { "Alerts over the cap", "incidentbridge_alerts_over_cap_total{BRIDGE}", "{namespace=\"ops\", job=\"incident-bridge\"}" },
        { "Requests to $upstream", "incidentbridge_upstream_requests_total{BRIDGE, upstream=\"grafana\"}", "{upstream=\"grafana\"}" },
        { "Failures of $upstream", "incidentbridge_upstream_failed_total{BRIDGE, upstream=\"grafana\", reason=\"auth\"}", "{reason=\"auth\"}" },
    };

    /// <summary>The bars end at 30:07 and 35:07; the sample at 30:00 is the last of the first, the one at 30:15 the first of the second. Windows of exactly a step would both miss what happened in between.</summary>
    [Theory]
    [MemberData(nameof(Bars))]
    public async Task One_event_is_one_bar_wherever_it_falls(string title, string series, string labels)
    {
        series = series.Replace("BRIDGE", Bridge, StringComparison.Ordinal);
        var (bars, none) = (Expression(title, 0), Expression(title, 1));

        // An increase is reckoned for the whole window, of which the samples span a little less; the panel shows no decimals.
        await new Series().With(series, "0x120 1x119")
            .Expect(bars, "30m7s").Expect($"round({bars})", "35m7s", (labels, 1)).Expect(bars, "40m7s")
            .Expect(none, "40m7s")
            .HoldsAsync();
        await new Series().With(series, Always(7))
            .Expect(bars, "40m7s").Expect(none, "40m7s", ("{}", 0))
            .HoldsAsync();
    }

    [Theory]
    [InlineData("Waiting per Grafana", "incidentbridge_deliveries_pending", "grafana=\"main\"")]
    [InlineData("Dead letters", "incidentbridge_dead_letters", "grafana=\"main\", reason=\"settings\"")]
    public async Task A_short_peak_is_kept_and_two_replicas_that_tell_the_same_are_one(string title, string metric, string labels)
    {
        var (bars, none) = (Expression(title, 0), Expression(title, 1));
        const string Peak = "0x124 5x2 0x114";

        await new Series()
            .With($"{metric}{{{Bridge}, {labels}}}", Peak).With($"{metric}{{{Second}, {labels}}}", Peak)
            .Expect(bars, "30m").Expect(bars, "35m", ($"{{namespace=\"ops\", job=\"incident-bridge\", {labels}}}", 5)).Expect(bars, "40m")
            .Expect(none, "40m")
            .HoldsAsync();
        await new Series().With($"{metric}{{{Bridge}, {labels}}}", Always(0)).Expect(bars, "40m").Expect(none, "40m", ("{}", 0)).HoldsAsync();
    }

    [Fact]
    public async Task A_breaker_that_was_open_for_one_scrape_is_seen()
    {
        await new Series()
            .With($"incidentbridge_grafana_up{{{Bridge}, grafana=\"main\"}}", "1x124 0 1x115")
            .Expect(Expression("Circuit breaker", 0), "35m", ("{namespace=\"ops\", job=\"incident-bridge\", grafana=\"main\"}", 0))
            .Expect(Expression("Circuit breaker", 0), "40m", ("{namespace=\"ops\", job=\"incident-bridge\", grafana=\"main\"}", 1))
            .HoldsAsync();
    }

    [Fact]
    public async Task Created_counts_neither_failures_nor_ends_that_move()
    {
        await new Series()
            .With($"incidentbridge_deliveries_total{{{Bridge}, grafana=\"main\", kind=\"create\"}}", "0x120 3x119")
            .With($"incidentbridge_deliveries_total{{{Bridge}, grafana=\"main\", kind=\"update\"}}", "0+1x240")
            .With($"incidentbridge_deliveries_failed_total{{{Bridge}, grafana=\"main\", kind=\"create\", reason=\"network\"}}", "0x120 1x119")
            .With($"incidentbridge_deliveries_failed_total{{{Bridge}, grafana=\"main\", kind=\"update\", reason=\"network\"}}", "0x120 9x119")
            .Expect($"round({Dashboard.TargetsOf(Dashboard.Stat("Created")).Single().Interpolated()})", "1h", ("{}", 2))
            .HoldsAsync();
    }

    [Fact]
    public async Task Failures_are_named_and_without_one_there_is_a_zero_to_call_none()
    {
        var targets = Dashboard.TargetsOf(Dashboard.Stat("Failures")).Select(target => $"round({target.Interpolated()})").ToList();
        var series = $"incidentbridge_deliveries_failed_total{{{Bridge}, grafana=\"main\", kind=\"create\", reason=\"network\"}}";

        await new Series().With(series, "0x120 1x119").Expect(targets[0], "1h", ("{grafana=\"main\", reason=\"network\"}", 1)).Expect(targets[1], "1h").HoldsAsync();
        await new Series().With(series, Always(0)).Expect(targets[0], "1h").Expect(targets[1], "1h", ("{}", 0)).HoldsAsync();
    }

    /// <summary>Grafana makes one region of the starts of one series that are closer than its step, however small a step is asked for. So each start is a series.</summary>
    [Fact]
    public async Task Each_start_of_the_bridge_is_a_series_of_its_own_and_other_programs_starts_are_none()
    {
        await new Series()
            .With($"incidentbridge_build_info{{{Bridge}, version=\"1\"}}", Always(1))
            .With($"process_start_time_seconds{{{Bridge}}}", "100.5x120 160.25x119")
            .With($"process_start_time_seconds{{{Other}}}", Always(100))
            .Expect(Starts(), "30m", ($"{{{Bridge}, start=\"100.5\"}}", 100500))
            .Expect(Starts(), "31m", ($"{{{Bridge}, start=\"160.25\"}}", 160250))
            .HoldsAsync();
    }

    private static string Expression(string title, int target) => Dashboard.TargetsOf(Dashboard.Panel(Dashboard.Overview, title)).ElementAt(target).Interpolated();

    private static string Starts() => Dashboard.Interpolate(
        Dashboard.AnnotationQueries(Dashboard.Load(Dashboard.Overview)).Single(query => query.Text("name") == "Starts of the bridge").Text("expr")!);
}
