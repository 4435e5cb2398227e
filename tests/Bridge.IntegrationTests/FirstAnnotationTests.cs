using System.Net;
using System.Text.Json;
using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests;

public sealed class FirstAnnotationTests
{
    [Fact]
    public async Task A_webhook_becomes_an_annotation_with_the_incidents_own_words_and_times()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Has("01FDAG4SAP5TYPT98WGR2N7W91", new IncidentPayload("01FDAG4SAP5TYPT98WGR2N7W91").ToJson());
        bridge.Grafana.TakesCreates(id: 42);

        var answer = await bridge.Webhooks.SendAsync(
            TestWebhook.About("01FDAG4SAP5TYPT98WGR2N7W91").ToRequest(), TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync(() => bridge.Grafana.CreatedBodies.Count == 1, "one annotation was created");

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var body = JsonDocument.Parse(bridge.Grafana.CreatedBodies[0]).RootElement;
        var start = new DateTimeOffset(2026, 11, 1, 9, 58, 30, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.Equal(start, body.GetProperty("time").GetInt64());
        Assert.Equal(start, body.GetProperty("timeEnd").GetInt64());
        var text = body.GetProperty("text").GetString();
        Assert.Contains("INC-123", text, StringComparison.Ordinal);
        Assert.Contains("Our database is sad", text, StringComparison.Ordinal);
        Assert.Contains("https://app.incident.io/acme/incidents/01FDAG4SAP5TYPT98WGR2N7W91", text, StringComparison.Ordinal);
    }
}
