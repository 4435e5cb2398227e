using System.Net;
using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Grafana;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A dashboard that is not there is asked for every five minutes, once for all that wait for it.</summary>
public sealed class MissingDashboardsTests : ReconciliationFixture
{
    private static readonly Incident Resolved = AnIncident.Resolved();

    private readonly WatchedTime _loopTime;
    private readonly DashboardWatch _dashboards;
    private readonly MissingDashboards _missing;
    private readonly List<string> _asked = [];
    private bool _isThere;

    public MissingDashboardsTests()
    {
        _loopTime = new WatchedTime(Time);
        _dashboards = new DashboardWatch("main", Logger<DashboardWatch>());
        var probe = StubGrafana.Probe(new StubHandler((request, _) =>
        {
            _asked.Add(request.RequestUri!.AbsolutePath);
            return Task.FromResult(_isThere
                ? Answers.Json("""{"dashboard":{"id":5,"uid":"payments"}}""")
                : Answers.Json("""{"message":"Dashboard not found"}""", HttpStatusCode.NotFound));
        }));
        _missing = new MissingDashboards(Grafana, probe, _dashboards, Store.Store, Signal, _loopTime, Logger<MissingDashboards>());
    }

    public override async ValueTask DisposeAsync()
    {
        await _missing.StopAsync(CancellationToken.None);
        _missing.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task When_it_is_back_what_failed_is_due_within_five_minutes_and_not_in_six_hours()
    {
        await DeadLetterAsync();
        _dashboards.IsMissing("payments");
        await _missing.StartAsync(Cancellation);
        await WaitsAsync(1);
        Assert.Empty(await DueAsync(Now));

        _isThere = true;
        Time.Advance(TimeSpan.FromMinutes(5));
        await WaitsAsync(2);

        Assert.Equal(["/sub/api/dashboards/uid/payments", "/sub/api/dashboards/uid/payments"], _asked);
        Assert.Single(await DueAsync(Now));
        Assert.Empty(_dashboards.Missing);
        Assert.Equal(
            ["The dashboard payments is there again in Grafana main: 1 deliveries that failed are tried again now."],
            Lines(EventIds.DashboardBack, LogLevel.Information));
        Time.Advance(TimeSpan.FromMinutes(5));
        await WaitsAsync(3);
        Assert.Equal(2, _asked.Count);
    }

    [Fact]
    public async Task While_Grafana_is_left_alone_it_is_not_asked()
    {
        _dashboards.IsMissing("payments");
        Grafana.HeldUntil = Now.AddHours(1);

        await _missing.StartAsync(Cancellation);
        await WaitsAsync(1);

        Assert.Empty(_asked);
    }

    [Fact]
    public async Task A_store_that_is_away_leaves_it_missing_for_the_next_time()
    {
        _dashboards.IsMissing("payments");
        _isThere = true;
        Store.Fail(nameof(IDeliveryQueue.WakeAsync));

        await _missing.StartAsync(Cancellation);
        await WaitsAsync(1);

        Assert.Equal(["payments"], _dashboards.Missing);
    }

    private async Task DeadLetterAsync()
    {
        await WebhookAsync(Resolved.Id);
        var claim = await ClaimAsync(Resolved.Id);
        Assert.True(await Store.Store.CompleteAsync(claim, new WorkOutcome.DeadLetter(FailureReason.Settings, Now.AddHours(6)), Now, TimeSpan.Zero, Cancellation));
    }

    private Task WaitsAsync(int times) => Eventually.IsTrueAsync(() => _loopTime.Waits.Count >= times, $"it has waited {times} times");
}
