using System.Net;
using Bridge.IntegrationTests.Hosting;
using Bridge.Observability;
using Bridge.Store;

namespace Bridge.IntegrationTests.Observability;

public sealed class HealthTests
{
    [Fact]
    public async Task A_bridge_that_has_just_started_is_alive_and_ready()
    {
        await using var bridge = await BridgeInstance.StartAsync();

        Assert.Equal((HttpStatusCode.OK, "ok\n"), await AskAsync(bridge, "/healthz"));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await AskAsync(bridge, "/readyz"));
    }

    [Fact]
    public async Task Upstreams_that_are_away_make_it_neither_dead_nor_unready()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(IncidentPayload.SomeId), Answer.Status(500));
        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "retry");

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(bridge, "/healthz")).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(bridge, "/readyz")).Status);
    }

    [Fact]
    public async Task A_store_that_cannot_write_makes_it_unready_and_says_why_but_keeps_it_alive()
    {
        var faults = new FaultyStore.Switch();
        await using var bridge = await StartAsync(faults);
        faults.Probe = new StoreException("the disk is full");

        var whileFull = await AskAsync(bridge, "/readyz");
        var alive = await AskAsync(bridge, "/healthz");
        faults.Probe = null;
        var afterwards = await AskAsync(bridge, "/readyz");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "the disk is full\n"), whileFull);
        Assert.Equal(HttpStatusCode.OK, alive.Status);
        Assert.Equal(HttpStatusCode.OK, afterwards.Status);
    }

    [Fact]
    public async Task A_store_that_cannot_write_is_0_in_a_gauge_that_nobody_has_to_ask_the_readiness_for()
    {
        var clock = TestClock.Create();
        var faults = new FaultyStore.Switch();
        await using var bridge = await StartAsync(faults, clock);

        var before = await ReadyAsync();
        faults.Probe = new StoreException("the disk is full");
        var whileFull = await ReadyAsync();
        faults.Probe = null;
        var afterwards = await ReadyAsync();

        Assert.Equal((1, 0, 1), (before, whileFull, afterwards));

        // The store is asked once a second at most, however often somebody scrapes.
        async Task<double> ReadyAsync()
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return (await bridge.ReadMetricsAsync())["incidentbridge_store_ready"];
        }
    }

    [Fact]
    public async Task A_loop_that_hangs_asks_for_a_restart_after_a_minute()
    {
        var clock = TestClock.Create();
        var faults = new FaultyStore.Switch { HangClaims = true };
        await using var bridge = await StartAsync(faults, clock);
        await faults.Hanging.Task.WaitAsync(TestContext.Current.CancellationToken);

        clock.Advance(TimeSpan.FromSeconds(59));
        var before = await AskAsync(bridge, "/healthz");
        clock.Advance(TimeSpan.FromSeconds(1));
        var after = await AskAsync(bridge, "/healthz");

        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, after.Status);
        Assert.Contains("loop", after.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_loop_without_work_goes_on_turning()
    {
        var clock = TestClock.Create();
        await using var bridge = await StartAsync(new FaultyStore.Switch(), clock);

        for (var hour = 0; hour < 3; hour++)
        {
            clock.Advance(TimeSpan.FromHours(1));
            await Eventually.IsTrueAsync(
                async () =>
                {
                    clock.Advance(TimeSpan.FromSeconds(5));
                    return (await AskAsync(bridge, "/healthz")).Status == HttpStatusCode.OK;
                },
                "the loop looked again");
        }
    }

    [Fact]
    public async Task A_store_that_fails_the_loop_is_asked_again()
    {
        var clock = TestClock.Create();
        var faults = new FaultyStore.Switch { Claim = new StoreException("the disk is busy") };
        await using var bridge = await StartAsync(faults, clock);
        bridge.Grafana.TakesCreates(id: 42);
        bridge.IncidentIo.Has(new IncidentPayload());
        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await Eventually.IsTrueAsync(
            () => bridge.Logs.GetSnapshot().Any(record => record.Id.Id == EventIds.LoopFailed), "the failure was logged");

        faults.Claim = null;
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return bridge.Grafana.CreatedBodies.Count == 1;
            },
            "the incident is annotated");
    }

    private static Task<BridgeInstance> StartAsync(
        FaultyStore.Switch faults, Microsoft.Extensions.Time.Testing.FakeTimeProvider? clock = null) =>
        BridgeInstance.StartAsync(services: services =>
        {
            services.AddClock(clock ?? TestClock.Create());
            services.Decorate<IBridgeStore>(store => new FaultyStore(store, faults));
        });

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(BridgeInstance bridge, string path)
    {
        using var answer = await bridge.Management.GetAsync(path, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
