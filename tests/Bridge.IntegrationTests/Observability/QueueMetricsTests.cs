using Bridge.IntegrationTests.Hosting;
using Bridge.Observability;
using Bridge.Store;

namespace Bridge.IntegrationTests.Observability;

public sealed class QueueMetricsTests
{
    [Fact]
    public async Task An_incident_io_that_is_away_shows_as_a_queue_that_grows_old()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        foreach (var id in new[] { "one", "two", "three" })
        {
            bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(id), Answer.TooMany(seconds: 3600));
            await bridge.AnnounceAsync(id);
            await bridge.HasEndedAsync(id, "retry");
        }

        clock.Advance(TimeSpan.FromMinutes(10));
        var metrics = await bridge.ReadMetricsAsync();

        Assert.Equal(3, metrics["incidentbridge_queue_pending"]);
        Assert.Equal(600, metrics["incidentbridge_queue_oldest_age_seconds"], precision: 1);

        // The first refusal names an hour, and the other two ask nothing before it.
        Assert.Equal(1, metrics["""incidentbridge_upstream_failed_total{upstream="incident_io",reason="rate_limited"}"""]);
    }

    [Fact]
    public async Task The_latency_counts_from_the_webhook_to_the_annotation_over_all_attempts()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(IncidentPayload.SomeId), Answer.TooMany(seconds: 120));
        bridge.Grafana.TakesCreates(id: 42);
        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "retry");
        bridge.IncidentIo.Has(new IncidentPayload());

        await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);
        await Eventually.IsTrueAsync(
            async () => (await bridge.ReadMetricsAsync())["incidentbridge_delivery_latency_seconds_count"] == 1, "the latency was counted");

        var metrics = await bridge.ReadMetricsAsync();
        Assert.Equal(120, metrics["incidentbridge_delivery_latency_seconds_sum"], precision: 1);
        Assert.Equal(0, metrics["incidentbridge_queue_pending"]);
        Assert.Equal(0, metrics["incidentbridge_queue_oldest_age_seconds"]);
        Assert.Equal(1, metrics["""incidentbridge_deliveries_total{grafana="main",kind="create"}"""]);
    }

    [Fact]
    public async Task The_time_of_the_last_webhook_survives_a_restart()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.Grafana.TakesCreates(id: 42);
        await bridge.BecomesAsync(new IncidentPayload());
        var before = await bridge.ReadMetricsAsync();

        await bridge.StopAsync();
        await bridge.StartAgainAsync();
        var after = await bridge.ReadMetricsAsync();

        const string LastAccepted = "incidentbridge_webhook_last_accepted_timestamp_seconds";
        Assert.InRange(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - (before[LastAccepted] * 1000), 0, 60_000);
        Assert.Equal(before[LastAccepted], after[LastAccepted]);
        Assert.Equal(0, after["incidentbridge_webhook_requests_total"]);
    }

    [Fact]
    public async Task Dead_letters_are_there_right_after_a_restart()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(IncidentPayload.SomeId), Answer.Status(400));
        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "dead_letter");

        await bridge.StopAsync();
        await bridge.StartAgainAsync();

        Assert.Equal(1, (await bridge.ReadMetricsAsync())["""incidentbridge_dead_letters{grafana="main",reason="client"}"""]);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_leaves_the_other_metrics_readable()
    {
        var faults = new FaultyStore.Switch();
        await using var bridge = await BridgeInstance.StartAsync(
            services: services => services.Decorate<IBridgeStore>(store => new FaultyStore(store, faults)));
        faults.ReadStatistics = new StoreException("the disk is gone");

        var metrics = await bridge.ReadMetricsAsync();

        Assert.Equal(0, metrics["incidentbridge_queue_pending"]);
        Assert.Contains(bridge.Logs.GetSnapshot(), record => record.Id.Id == EventIds.MetricsUnavailable);
    }
}
