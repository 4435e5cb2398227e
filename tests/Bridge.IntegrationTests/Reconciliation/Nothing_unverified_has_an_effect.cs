using System.Net;
using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Reconciliation;

public sealed class Nothing_unverified_has_an_effect
{
    public static TheoryData<string> Forgeries => ["another secret", "another body", "an old time", "no signature", "another id"];

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Not_on_incident_io_not_on_grafana_and_not_on_the_store(string forgery)
    {
        await using var bridge = await BridgeInstance.StartAsync();
        await Eventually.IsTrueAsync(() => bridge.IncidentIo.Calls.Count == 1, "the key's identity was asked for");
        bridge.IncidentIo.Has(new IncidentPayload());
        bridge.Grafana.TakesCreates(id: 42);

        using var answer = await bridge.Webhooks.SendAsync(Forge(forgery), TestContext.Current.CancellationToken);
        var metrics = await bridge.ReadMetricsAsync();
        await bridge.StopAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Null(bridge.WorkOn(IncidentPayload.SomeId));
        Assert.Equal(1, bridge.IncidentIo.Arrived);
        Assert.Empty(bridge.Grafana.Sequence);
        Assert.Equal(0, metrics["""incidentbridge_webhook_accepted_total{result="stored"}"""]);
        Assert.Equal(0, metrics["incidentbridge_webhook_last_accepted_timestamp_seconds"]);
    }

    [Fact]
    public async Task And_the_same_webhook_in_its_true_form_has_one()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Has(new IncidentPayload());
        bridge.Grafana.TakesCreates(id: 42);

        using var answer = await bridge.Webhooks.SendAsync(
            TestWebhook.About(IncidentPayload.SomeId).ToRequest(), TestContext.Current.CancellationToken);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "succeeded");

        Assert.Single(bridge.Grafana.CreatedBodies);
    }

    private static HttpRequestMessage Forge(string forgery)
    {
        var webhook = TestWebhook.About(IncidentPayload.SomeId);
        var other = TestWebhook.About("another-incident") with { Id = webhook.Id, Timestamp = webhook.Timestamp };
        switch (forgery)
        {
            case "another secret":
                return (webhook with { Secret = "whsec_AAAAr8GKYqrTwjUPD8ILPZIo2LaLAAAA" }).ToRequest();
            case "another body":
                return (webhook with { Signature = other.Sign() }).ToRequest();
            case "an old time":
                var past = TimeProvider.System.GetUtcNow().AddMinutes(-6).ToUnixTimeSeconds();
                return (webhook with { Timestamp = past.ToString(System.Globalization.CultureInfo.InvariantCulture) }).ToRequest();
            case "another id":
                return (webhook with { Id = "msg_other", Signature = webhook.Sign() }).ToRequest();
            default:
                var request = webhook.ToRequest();
                request.Headers.Remove("webhook-signature");
                return request;
        }
    }
}
