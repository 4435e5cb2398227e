using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Privacy;

public sealed class SecretsTests
{
    [Fact]
    public async Task No_credential_is_left_anywhere_whatever_goes_wrong()
    {
        using var collector = new TraceCollector();
        await using var bridge = await BridgeInstance.StartAsync(
            new(collector.Settings.Concat(Trail.LogEverything)), prepare: bridge => bridge.IncidentIo.HasRoles("viewer"));
        bridge.Grafana.FindsNothing();
        bridge.Grafana.Answers(GrafanaMock.Creates(), Answer.Status(401));
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf("refused"), Answer.Status(401));
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf("lost"), Answer.Lost());
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf("moved"), Answer.RedirectTo("http://127.0.0.1:9/"));
        var forged = TestWebhook.About("forged") with { Secret = "whsec_AAAAr8GKYqrTwjUPD8ILPZIo2LaLAAAA" };
        var genuine = TestWebhook.About(IncidentPayload.SomeId);
        bridge.IncidentIo.Has(new IncidentPayload());

        using var unauthorized = await bridge.Webhooks.SendAsync(forged.ToRequest(), TestContext.Current.CancellationToken);
        using var accepted = await bridge.Webhooks.SendAsync(genuine.ToRequest(), TestContext.Current.CancellationToken);
        await bridge.AnnounceAsync("refused");
        await bridge.AnnounceAsync("lost");
        await bridge.AnnounceAsync("moved");
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "retry");
        await bridge.HasEndedAsync("refused", "retry");
        await bridge.HasEndedAsync("lost", "retry");
        await bridge.HasEndedAsync("moved", "dead_letter");

        var trail = await Trail.OfAsync(bridge, collector);
        Assert.Contains("logs", trail.PlacesOf(IncidentPayload.SomeId));
        Assert.Empty(trail.PlacesOf(BridgeInstance.ApiKey));
        Assert.Empty(trail.PlacesOf(BridgeInstance.GrafanaToken));
        Assert.Empty(trail.PlacesOf(BridgeInstance.SigningSecret["whsec_".Length..]));
        Assert.Empty(trail.PlacesOf(genuine.Sign()["v1,".Length..]));
        Assert.Empty(trail.PlacesOf(forged.Sign()["v1,".Length..]));
    }
}
