using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Reconciliation;

public sealed class DeadLetterTests
{
    [Fact]
    public async Task A_replay_of_the_same_webhook_heals_a_dead_letter()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        var webhook = TestWebhook.About(IncidentPayload.SomeId);
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(IncidentPayload.SomeId), Answer.Status(400));
        await SendAsync(bridge, webhook);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "dead_letter");
        bridge.IncidentIo.Has(new IncidentPayload());
        bridge.Grafana.TakesCreates(id: 42);

        await SendAsync(bridge, webhook);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "succeeded");

        var metrics = await bridge.ReadMetricsAsync();
        Assert.Equal(1, metrics["""incidentbridge_webhook_accepted_total{result="duplicate"}"""]);
        Assert.Equal(1, metrics["""incidentbridge_dead_letters_total{grafana="main",reason="client"}"""]);
        Assert.Equal(0, metrics["""incidentbridge_dead_letters{grafana="main",reason="client"}"""]);
        Assert.Single(bridge.Grafana.CreatedBodies);
    }

    [Fact]
    public async Task A_replay_of_a_webhook_that_was_worked_on_does_nothing()
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MinInterval"] = "00:00:00" });
        var webhook = TestWebhook.About(IncidentPayload.SomeId);
        bridge.IncidentIo.Has(new IncidentPayload());
        bridge.Grafana.TakesCreates(id: 42);
        await SendAsync(bridge, webhook);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "succeeded");

        await SendAsync(bridge, webhook);
        var item = bridge.WorkOn(IncidentPayload.SomeId)!;
        await bridge.StopAsync();

        Assert.Equal((false, null), (item.IsPending, item.DueAt));
        Assert.Equal(1, bridge.IncidentIo.FetchesOf(IncidentPayload.SomeId));
    }

    [Fact]
    public async Task A_dead_letter_heals_by_itself_once_somebody_acted()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(IncidentPayload.SomeId), Answer.Status(422));
        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "dead_letter");
        var wait = bridge.WorkOn(IncidentPayload.SomeId)!.DueAt!.Value - clock.GetUtcNow();
        bridge.IncidentIo.Has(new IncidentPayload());
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);

        Assert.InRange(wait, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(12));
        Assert.Equal("succeeded", bridge.WorkOn(IncidentPayload.SomeId)!.Outcome);
        Assert.Equal(0, (await bridge.ReadMetricsAsync())["""incidentbridge_dead_letters{grafana="main",reason="client"}"""]);
    }

    private static async Task SendAsync(BridgeInstance bridge, TestWebhook webhook)
    {
        using var answer = await bridge.Webhooks.SendAsync(webhook.ToRequest(), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NoContent, answer.StatusCode);
    }
}
