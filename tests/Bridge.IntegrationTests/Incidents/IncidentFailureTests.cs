using Bridge.IntegrationTests.Hosting;
using Bridge.Observability;
using Microsoft.Extensions.Logging;

namespace Bridge.IntegrationTests.Incidents;

public sealed class IncidentFailureTests
{
    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_refused_key_is_counted_and_tried_slowly_for_ever(int status)
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(IncidentPayload.SomeId), Answer.Status(status));

        // A 403 for an incident alone, with a key that is well, says that it may not be seen.
        bridge.IncidentIo.Answers(IncidentIoMock.Identity(), Answer.Status(status));

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "retry");
        var first = bridge.WorkOn(IncidentPayload.SomeId)!;
        var metrics = await bridge.ReadMetricsAsync();

        Assert.Equal("auth", first.Reason);
        Assert.InRange(first.DueAt!.Value - clock.GetUtcNow(), TimeSpan.FromSeconds(24), TimeSpan.FromSeconds(36));
        Assert.True(metrics["""incidentbridge_upstream_failed_total{upstream="incident_io",reason="auth"}"""] >= 1);
        Assert.Equal(1, metrics["incidentbridge_queue_pending"]);
        Assert.Equal(0, metrics["""incidentbridge_dead_letters{grafana="main",reason="auth"}"""]);
    }

    [Fact]
    public async Task An_incident_that_is_not_there_has_three_more_chances_and_then_is_a_dead_letter()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(IncidentPayload.SomeId), Answer.Status(404));
        bridge.Grafana.FindsNothing();

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "retry");
        var outcomes = new List<string>();
        for (var chance = 1; chance <= 4; chance++)
        {
            await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);
            outcomes.Add(bridge.WorkOn(IncidentPayload.SomeId)!.Outcome);
        }

        Assert.Equal(["retry", "retry", "dead_letter", "dead_letter"], outcomes);
        Assert.Equal("not_found", bridge.WorkOn(IncidentPayload.SomeId)!.Reason);
        Assert.Single(bridge.Logs.GetSnapshot(), record => record.Id.Id == EventIds.DeadLettered && record.Level == LogLevel.Error);
        var metrics = await bridge.ReadMetricsAsync();
        Assert.Equal(1, metrics["""incidentbridge_dead_letters{grafana="main",reason="not_found"}"""]);
        Assert.Equal(1, metrics["""incidentbridge_dead_letters_total{grafana="main",reason="not_found"}"""]);
        Assert.Equal(0, metrics["incidentbridge_queue_pending"]);
        Assert.Equal(0, metrics["incidentbridge_queue_oldest_age_seconds"]);
    }

    [Fact]
    public async Task A_page_of_html_is_no_incident()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(IncidentPayload.SomeId), Answer.Html());

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "retry");

        Assert.Equal("invalid_answer", bridge.WorkOn(IncidentPayload.SomeId)!.Reason);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("""{"incident":{"id":"01FDAG4SAP5TYPT98WGR2N7W91"}}""")]
    public async Task An_answer_without_an_incident_changes_nothing(string body)
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Has(IncidentPayload.SomeId, body);

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "retry");

        Assert.Equal("invalid_answer", bridge.WorkOn(IncidentPayload.SomeId)!.Reason);
        Assert.Empty(bridge.Grafana.Sequence);
    }

    [Fact]
    public async Task No_answer_is_waited_for_longer_than_the_settings_say()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(
            prepare: bridge => bridge.Set("IncidentIo:Timeout", "00:00:10"), services: services => services.AddClock(clock));
        await Eventually.IsTrueAsync(() => bridge.IncidentIo.Calls.Count == 1, "the key's identity was asked for");
        bridge.IncidentIo.Has(new IncidentPayload());
        var gate = bridge.IncidentIo.Hold("GET");

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await Eventually.IsTrueAsync(() => gate.Waiting == 1, "the incident was asked for");
        clock.Advance(TimeSpan.FromSeconds(9));
        var leased = bridge.WorkOn(IncidentPayload.SomeId)!.IsLeased;
        clock.Advance(TimeSpan.FromSeconds(1));
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "retry");

        Assert.True(leased);
        Assert.Equal("timeout", bridge.WorkOn(IncidentPayload.SomeId)!.Reason);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_the_key_goes_nowhere_else()
    {
        using var elsewhere = new UpstreamMock();
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(IncidentPayload.SomeId), Answer.RedirectTo($"{elsewhere.Url}/v2/incidents/x"));

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "dead_letter");

        Assert.Equal("client", bridge.WorkOn(IncidentPayload.SomeId)!.Reason);
        Assert.Equal(0, elsewhere.Arrived);
    }
}
