using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Grafana;

/// <summary>A Grafana is given no more requests at once than it is said to take, and fewer while it says that it has too many.</summary>
public sealed class ConcurrencyTests
{
    private const string Limit = """incidentbridge_grafana_concurrency_limit{grafana="main"}""";

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

    [Fact]
    public async Task A_grafana_that_says_it_has_too_much_to_do_is_given_less()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.Grafana.FindsNothing();
        bridge.Grafana.Answers(GrafanaMock.Creates(), Answer.TooMany(seconds: 60), GrafanaMock.Created(42));

        await bridge.BecomesAsync(new IncidentPayload("one"), "retry");
        var refused = (await bridge.ReadMetricsAsync())[Limit];
        for (var number = 0; number < 15; number++)
        {
            await bridge.BecomesAsync(new IncidentPayload($"other-{number}"));
        }

        Assert.Equal(4, refused);
        Assert.Equal(8, (await bridge.ReadMetricsAsync())[Limit]);
    }
}
