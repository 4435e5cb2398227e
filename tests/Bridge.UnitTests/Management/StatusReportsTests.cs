using Bridge.Operator.Status;
using Bridge.Reports;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Management;

public sealed class StatusReportsTests
{
    [Fact]
    public void A_bridge_that_is_well_has_no_problem()
    {
        var report = StatusReports.Of(SomeFacts.Well);

        Assert.Equal(("ok", 0), (report.State, report.Problems.Count));
        Assert.Equal(new QueueStatus(0, 0, 0, null, 0), report.Queue);
        Assert.Equal(("up", 0, 0, 0, null), (report.Grafanas[0].State, report.Grafanas[0].Due, report.Grafanas[0].Waiting, report.Grafanas[0].DeadLetters, report.Grafanas[0].Reason));
        Assert.Equal((SomeFacts.Now.AddHours(-3), 10_800), (report.StartedAt, report.UptimeSeconds));
    }

    [Fact]
    public void What_is_due_and_what_waits_are_told_apart()
    {
        var report = StatusReports.Of(SomeFacts.Bad);

        Assert.Equal(new QueueStatus(2, 3, 2, SomeFacts.Now.AddMinutes(-12), 61), report.Queue);
        Assert.Equal((0, 0, 61), (report.Grafanas[0].Due, report.Grafanas[0].Waiting, report.Grafanas[0].DeadLetters));
        Assert.Equal((3, 2, SomeFacts.Now.AddMinutes(-12), 0), (report.Grafanas[1].Due, report.Grafanas[1].Waiting, report.Grafanas[1].OldestSince, report.Grafanas[1].DeadLetters));
    }

    [Fact]
    public void A_grafana_that_asked_for_a_rest_is_held_and_no_problem()
    {
        var resting = SomeFacts.Up with { Failure = new UpstreamFailure(FailureReason.RateLimited, "HTTP 429"), HeldUntil = SomeFacts.Now.AddSeconds(20) };

        var report = StatusReports.Of(SomeFacts.Well with { Grafanas = [(resting, new Uri("https://grafana.example"))] });

        Assert.Equal(("held", "rate_limited", "HTTP 429", "ok"), (report.Grafanas[0].State, report.Grafanas[0].Reason, report.Grafanas[0].Detail, report.State));
    }

    [Fact]
    public void A_grafana_of_strangers_is_held_and_a_problem()
    {
        var report = StatusReports.Of(SomeFacts.Well with { Grafanas = [(SomeFacts.Up with { Stranger = "its token belongs to organization 7" }, new Uri("https://grafana.example"))] });

        Assert.Equal(("held", "settings", "its token belongs to organization 7"), (report.Grafanas[0].State, report.Grafanas[0].Reason, report.Grafanas[0].Detail));
        Assert.Equal(("grafana_held", "main"), (report.Problems[0].Kind, report.Problems[0].Grafana));
    }

    [Fact]
    public void One_that_did_not_answer_yet_is_neither_up_nor_down()
    {
        var report = StatusReports.Of(SomeFacts.Well with { Grafanas = [(SomeFacts.Up with { IsUp = null, Since = null, LastAnswerAt = null }, new Uri("https://grafana.example"))] });

        Assert.Equal(("unknown", "ok"), (report.Grafanas[0].State, report.State));
    }

    [Fact]
    public void Before_the_store_was_read_its_figures_are_unknown_and_not_zero()
    {
        var report = StatusReports.Of(SomeFacts.Well with { Store = new StoreReading(null, null, "The server is away.") });

        Assert.Null(report.Queue);
        Assert.Equal((null, null, null), (report.Grafanas[0].Due, report.Grafanas[0].Waiting, report.Grafanas[0].DeadLetters));
        Assert.Equal((false, "The server is away."), (report.Store.Available, report.Store.Problem));
        Assert.Equal(["store_unavailable"], report.Problems.Select(problem => problem.Kind));
    }

    [Theory]
    [InlineData("auth", "Grafana:main:Token")]
    [InlineData("invalid_answer", "Grafana:main:Url")]
    [InlineData("network", "Look at that Grafana")]
    public void A_grafana_that_is_down_is_told_with_what_to_do(string reason, string remedy)
    {
        var down = SomeFacts.Up with { IsUp = false, Failure = new UpstreamFailure(Labels.Parse<FailureReason>(reason), "HTTP 599") };

        var report = StatusReports.Of(SomeFacts.Well with { Grafanas = [(down, new Uri("https://grafana.example"))] });

        Assert.StartsWith("Grafana main is down: HTTP 599. ", report.Problems[0].Text, StringComparison.Ordinal);
        Assert.Contains(remedy, report.Problems[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_come_the_worst_first()
    {
        var report = StatusReports.Of(SomeFacts.Bad with
        {
            Store = SomeFacts.Bad.Store with { Problem = "It is away." },
            SilentLoops = ["main"],
            AreSettingsRefused = true,
            Key = new Bridge.Incidents.KeyAnswer(new Bridge.Incidents.KeyIdentity("bridge", [], null), new UpstreamFailure(FailureReason.Timeout, "no answer in 30 s")),
        });

        Assert.Equal(
            ["store_unavailable", "loop_silent", "incident_io_failing", "key_role_missing", "grafana_down", "dead_letters", "settings_refused"],
            report.Problems.Select(problem => problem.Kind));
    }

    [Theory]
    [InlineData(900, 3600, false)]
    [InlineData(901, 3600, true)]
    [InlineData(null, 901, true)]
    [InlineData(null, 899, false)]
    public void A_list_of_changes_that_is_three_intervals_old_is_late(int? age, int uptime, bool isLate)
    {
        var statistics = SomeFacts.Well.Store.Figures!.Statistics with { LastResyncAt = age is { } seconds ? SomeFacts.Now.AddSeconds(-seconds) : null };

        var report = StatusReports.Of(SomeFacts.Well with
        {
            Uptime = TimeSpan.FromSeconds(uptime),
            Store = SomeFacts.Well.Store with { Figures = SomeFacts.Figures(statistics) },
        });

        Assert.Equal(isLate, report.Problems.Any(problem => problem.Kind == "resync_late"));
    }

    [Fact]
    public void A_resync_that_is_turned_off_is_never_late()
    {
        var report = StatusReports.Of(SomeFacts.Well with
        {
            IncidentIo = SomeFacts.Well.IncidentIo with { ResyncInterval = TimeSpan.Zero },
            Store = SomeFacts.Well.Store with { Figures = SomeFacts.Figures(SomeFacts.Well.Store.Figures!.Statistics with { LastResyncAt = null }) },
        });

        Assert.Empty(report.Problems);
    }

    [Fact]
    public void A_key_that_reads_no_private_incident_is_told()
    {
        var report = StatusReports.Of(SomeFacts.Well with { Key = new Bridge.Incidents.KeyAnswer(new Bridge.Incidents.KeyIdentity("bridge", ["viewer"], null), null) });

        Assert.Equal(["private_access_missing"], report.Problems.Select(problem => problem.Kind));
    }
}
