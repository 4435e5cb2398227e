using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Reconciliation;

public sealed class PaceTests
{
    private static readonly string[] Many = [.. Enumerable.Range(0, 40).Select(number => $"incident-{number:D2}")];

    [Fact]
    public async Task The_first_event_is_worked_on_at_once_and_a_burst_once_an_interval()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(
            new() { ["Reconciliation:MinInterval"] = "00:01:00" }, services => services.AddClock(clock));
        bridge.Grafana.TakesCreates(id: 42);
        await bridge.BecomesAsync(new IncidentPayload());
        var first = clock.GetUtcNow();
        var fetches = new List<int> { bridge.IncidentIo.FetchesOf(IncidentPayload.SomeId) };

        for (var burst = 0; burst < 2; burst++)
        {
            for (var webhook = 0; webhook < 20; webhook++)
            {
                await bridge.AnnounceAsync(IncidentPayload.SomeId);
            }

            Assert.Equal(first.AddMinutes(burst + 1), bridge.WorkOn(IncidentPayload.SomeId)!.DueAt!.Value, TimeSpan.FromMilliseconds(1));
            await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);
            fetches.Add(bridge.IncidentIo.FetchesOf(IncidentPayload.SomeId));
        }

        Assert.Equal([1, 2, 3], fetches);
        Assert.False(bridge.WorkOn(IncidentPayload.SomeId)!.IsPending);
    }

    [Fact]
    public async Task One_incidents_interval_is_not_anothers()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(
            new() { ["Reconciliation:MinInterval"] = "00:01:00" }, services => services.AddClock(clock));
        bridge.Grafana.Remembers();

        await bridge.BecomesAsync(new IncidentPayload("one"));
        await bridge.BecomesAsync(new IncidentPayload("two"));

        Assert.Equal((1, 1), (bridge.IncidentIo.FetchesOf("one"), bridge.IncidentIo.FetchesOf("two")));
    }

    [Fact]
    public async Task In_real_time_a_stream_of_webhooks_is_thinned_out()
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MinInterval"] = "00:00:00.300" });
        bridge.IncidentIo.Has(new IncidentPayload());
        bridge.Grafana.TakesCreates(id: 42);

        var sent = 0;
        await Eventually.IsTrueAsync(
            async () =>
            {
                await bridge.AnnounceAsync(IncidentPayload.SomeId);
                sent++;
                return bridge.IncidentIo.FetchesOf(IncidentPayload.SomeId) >= 4;
            },
            "it was fetched four times");
        await bridge.StopAsync();

        var times = bridge.IncidentIo.Calls
            .Where(call => call.RequestMessage.Path.StartsWith("/v2/", StringComparison.Ordinal))
            .Select(call => call.RequestMessage.DateTime).ToList();
        Assert.True(sent > times.Count, $"{sent} webhooks led to {times.Count} fetches");

        // Each claim waits for its interval; only the way to the mock differs.
        Assert.True(times[3] - times[0] >= TimeSpan.FromMilliseconds(700), $"four fetches came within {times[3] - times[0]}");
    }

    [Fact]
    public async Task As_many_incidents_as_allowed_are_worked_on_at_once_and_no_more()
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MaxConcurrency"] = "3" });
        await Eventually.IsTrueAsync(() => bridge.IncidentIo.Calls.Count == 1, "the key's identity was asked for");
        var annotations = bridge.Grafana.Remembers();
        var gate = bridge.IncidentIo.Hold("GET");

        foreach (var id in Many)
        {
            bridge.IncidentIo.Has(new IncidentPayload(id));
            await bridge.AnnounceAsync(id);
        }

        await Eventually.IsTrueAsync(() => gate.Waiting == 3, "three incidents were asked for");
        var leased = Many.Count(id => bridge.WorkOn(id)!.IsLeased);
        gate.Open();
        await Eventually.IsTrueAsync(() => annotations.All.Count == Many.Length, "every incident is annotated");

        Assert.Equal(3, leased);
        Assert.Equal(3, bridge.IncidentIo.MostAtOnce);
    }

    [Fact]
    public async Task One_at_a_time_the_next_begins_when_the_last_is_done()
    {
        // The clock stands still: a loop that waited for its next look, instead of for the end of the work, would never come to an end.
        await using var bridge = await BridgeInstance.StartAsync(
            new() { ["Reconciliation:MaxConcurrency"] = "1" }, services => services.AddClock(TestClock.Create()));
        var annotations = bridge.Grafana.Remembers();
        foreach (var id in Many)
        {
            bridge.IncidentIo.Has(new IncidentPayload(id));
        }

        await Task.WhenAll(Many.Select(bridge.AnnounceAsync));

        await Eventually.IsTrueAsync(() => annotations.All.Count == Many.Length, "every incident is annotated");
        Assert.Equal(1, bridge.Grafana.MostAtOnce);
    }
}
