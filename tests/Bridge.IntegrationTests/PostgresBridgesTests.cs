using System.Globalization;
using System.Net;
using System.Text.Json;
using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests;

public sealed class PostgresBridgesTests(PostgresDatabases databases)
{
    private const int Webhooks = 100;
    private const int Incidents = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_replicas_annotate_every_incident_exactly_once()
    {
        using var incidentIo = new IncidentIoMock();
        using var grafana = new GrafanaMock();
        grafana.Remembers();
        string[] incidents = [.. Enumerable.Range(0, Incidents).Select(number => number.ToString("'INC'000", CultureInfo.InvariantCulture))];
        foreach (var incident in incidents)
        {
            incidentIo.Has(incident, new IncidentPayload(incident).ToJson());
        }

        var settings = new Dictionary<string, string?>
        {
            ["Storage:Provider"] = "postgres",
            ["Storage:ConnectionString"] = await databases.CreateAsync(),
            ["IncidentIo:ApiUrl"] = incidentIo.Url,
            ["Grafana:main:Url"] = grafana.Url,
        };
        var bridges = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => BridgeInstance.StartAsync(settings)));

        var answers = await Task.WhenAll(Enumerable.Range(0, Webhooks).Select(number =>
            bridges[number % bridges.Length].Webhooks.SendAsync(TestWebhook.About(incidents[number % Incidents]).ToRequest(), Token)));
        await Eventually.IsTrueAsync(async () => await PendingAsync(bridges[0]) == 0, "nothing waits any more");
        foreach (var bridge in bridges)
        {
            await bridge.DisposeAsync();
        }

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode));
        Assert.Equal(incidents, grafana.CreatedBodies.Select(IncidentOf).Order(StringComparer.Ordinal));
        Assert.Empty(grafana.UpdatedBodies);
        Assert.Empty(incidentIo.UnexpectedCalls.Concat(grafana.UnexpectedCalls));
    }

    private static async Task<double> PendingAsync(BridgeInstance bridge) => (await bridge.ReadMetricsAsync())["incidentbridge_queue_pending"];

    private static string IncidentOf(string body) => JsonDocument.Parse(body).RootElement.GetProperty("tags").EnumerateArray()
        .Select(tag => tag.GetString()!)
        .Single(tag => tag.StartsWith("x-incident:", StringComparison.Ordinal))["x-incident:".Length..];
}
