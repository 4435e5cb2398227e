using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Grafana;

/// <summary>A Grafana is given no more requests at once than it is said to take.</summary>
public sealed class ConcurrencyTests
{
    private static readonly string[] Many = [.. Enumerable.Range(0, 30).Select(number => $"incident-{number:D2}")];

    [Fact]
    public async Task A_grafana_is_given_no_more_requests_at_once_than_the_setting_says()
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Grafana:main:MaxConcurrency"] = "2" });
        var annotations = bridge.Grafana.Remembers();
        var gate = bridge.Grafana.Hold("GET");

        foreach (var id in Many)
        {
            bridge.IncidentIo.Has(new IncidentPayload(id));
            await bridge.AnnounceAsync(id);
        }

        await Eventually.IsTrueAsync(() => gate.Waiting == 2, "two searches wait");
        await Eventually.IsTrueAsync(
            () => bridge.IncidentIo.Calls.Count(call => call.RequestMessage.Path.StartsWith("/v2/", StringComparison.Ordinal)) == 16,
            "more incidents than that are worked on");
        gate.Open();
        await Eventually.IsTrueAsync(() => annotations.All.Count == Many.Length, "every incident is annotated");

        Assert.Equal(2, bridge.Grafana.MostAtOnce);
    }
}
