using Bridge.IntegrationTests.Hosting;
using Bridge.Observability;
using Microsoft.Extensions.Logging;

namespace Bridge.IntegrationTests.Incidents;

public sealed class IncidentRetryTests
{
    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    public async Task A_blip_is_retried_within_the_attempt(int status)
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Answers(
            IncidentIoMock.FetchOf(IncidentPayload.SomeId),
            Answer.Status(status), Answer.Status(status), Answer.Json(new IncidentPayload().ToJson()));
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "succeeded");

        Assert.Equal(3, bridge.IncidentIo.FetchesOf(IncidentPayload.SomeId));
        Assert.DoesNotContain(bridge.Logs.GetSnapshot(), record => record.Id.Id == EventIds.ReconciliationRetried);
    }

    [Fact]
    public async Task A_broken_connection_is_retried_within_the_attempt()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Answers(
            IncidentIoMock.FetchOf(IncidentPayload.SomeId), Answer.Lost(), Answer.Json(new IncidentPayload().ToJson()));
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "succeeded");

        Assert.Equal(2, bridge.IncidentIo.FetchesOf(IncidentPayload.SomeId));
        Assert.DoesNotContain(bridge.Logs.GetSnapshot(), record => record.Id.Id == EventIds.ReconciliationRetried);
    }

    [Theory]
    [InlineData(503, 3, "server")]
    [InlineData(500, 1, "server")]
    [InlineData(504, 1, "server")]
    public async Task What_lasts_longer_than_a_blip_waits_in_the_queue(int status, int requests, string reason)
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Answers(
            IncidentIoMock.FetchOf(IncidentPayload.SomeId),
            [.. Enumerable.Repeat(Answer.Status(status), requests), Answer.Json(new IncidentPayload().ToJson())]);
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "retry");
        var waiting = bridge.WorkOn(IncidentPayload.SomeId)!;
        var fetches = bridge.IncidentIo.FetchesOf(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "succeeded");

        Assert.Equal(requests, fetches);
        Assert.Equal((reason, 1), (waiting.Reason, waiting.Attempts));
        Assert.True(waiting.IsPending);
        Assert.Single(bridge.Grafana.CreatedBodies);
    }

    [Fact]
    public async Task An_incident_io_that_is_away_is_named_in_one_warning_however_often_it_is_tried()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(IncidentPayload.SomeId), Answer.Status(500));

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "retry");
        for (var attempt = 2; attempt <= 12; attempt++)
        {
            await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);
        }

        var item = bridge.WorkOn(IncidentPayload.SomeId)!;
        Assert.Equal(("retry", "server", 12), (item.Outcome, item.Reason, item.Attempts));
        Assert.InRange(item.DueAt!.Value - clock.GetUtcNow(), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(72));
        var warning = Assert.Single(bridge.Logs.GetSnapshot(), record => record.Level >= LogLevel.Warning);
        Assert.Contains("HTTP 500", warning.Message, StringComparison.Ordinal);
    }
}
