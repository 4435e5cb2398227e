using Bridge.IntegrationTests.Hosting;
using Bridge.Store;

namespace Bridge.IntegrationTests.Reconciliation;

public sealed class A_webhook_answered_with_2xx_is_never_lost
{
    [Fact]
    public async Task Not_by_a_restart_while_incident_io_is_away()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        var annotations = bridge.Grafana.Remembers();
        string[] incidents = [.. Enumerable.Range(0, 20).Select(number => $"incident-{number:D2}")];
        foreach (var id in incidents)
        {
            bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(id), Answer.Status(500));
            await bridge.AnnounceAsync(id);
        }

        await bridge.StopAsync();
        foreach (var id in incidents)
        {
            bridge.IncidentIo.Has(new IncidentPayload(id));
        }

        await bridge.StartAgainAsync();

        await Eventually.IsTrueAsync(() => annotations.All.Count == incidents.Length, "every incident is annotated");
        Assert.Equal(incidents, annotations.All.Select(annotation => annotation.Tags[^1]["x-incident:".Length..]).Order());
    }

    [Fact]
    public async Task Not_by_a_crash_before_the_incident_was_fetched()
    {
        using var folder = new TemporaryFolder();
        await using var bridge = await BridgeInstance.StartAsync();
        await Eventually.IsTrueAsync(() => bridge.IncidentIo.Calls.Count == 1, "the key's identity was asked for");
        var annotations = bridge.Grafana.Remembers();
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(IncidentPayload.SomeId), Answer.Status(500));
        var gate = bridge.IncidentIo.Hold("GET");

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await Eventually.IsTrueAsync(() => gate.Waiting == 1, "the incident was asked for");
        var image = folder.CopyOfDatabase(bridge.DatabasePath);
        gate.Open();
        await bridge.StopAsync();
        bridge.IncidentIo.Has(new IncidentPayload());
        bridge.Set("Storage:Path", image);
        var leased = bridge.WorkOn(IncidentPayload.SomeId)!.IsLeased;
        await bridge.StartAgainAsync();
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "succeeded");

        Assert.True(leased);
        Assert.Single(annotations.All);
    }

    [Fact]
    public async Task Not_by_a_grafana_that_is_away_for_a_day()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        bridge.Grafana.Answers(GrafanaMock.Finding(), Answer.Status(500));
        await bridge.BecomesAsync(new IncidentPayload(), "retry");
        var arrived = bridge.Grafana.Arrived;
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromMinutes(1));
                return bridge.Grafana.Arrived >= arrived + 30;
            },
            "it was asked again and again");

        clock.Advance(TimeSpan.FromDays(1));
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.IsShownInTimeAsync(clock, IncidentPayload.SomeId);
        Assert.Single(bridge.Grafana.CreatedBodies);
    }

    [Fact]
    public async Task Not_by_an_event_that_comes_while_its_incident_is_worked_on()
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MinInterval"] = "00:00:00" });
        var annotations = bridge.Grafana.Remembers();
        bridge.IncidentIo.Has(new IncidentPayload());
        var gate = bridge.Grafana.Hold("POST");

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await Eventually.IsTrueAsync(() => gate.Waiting == 1, "the create was sent");
        bridge.IncidentIo.Has(new IncidentPayload { Name = "Another name" });
        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        gate.Open();
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "succeeded");

        Assert.Contains("Another name", Assert.Single(annotations.All).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Not_by_a_fault_of_the_bridge_itself()
    {
        var clock = TestClock.Create();
        var faults = new FaultyStore.Switch();
        await using var bridge = await BridgeInstance.StartAsync(services: services =>
        {
            services.AddClock(clock);
            services.Decorate<IBridgeStore>(store => new FaultyStore(store, faults));
        });
        bridge.Grafana.TakesCreates(id: 42);
        faults.ReadLedger = new InvalidOperationException("a bug");

        await bridge.BecomesAsync(new IncidentPayload(), "dead_letter");
        var reason = bridge.WorkOn(IncidentPayload.SomeId)!.Reason;
        faults.ReadLedger = null;
        await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);

        Assert.Equal("internal", reason);
        Assert.Equal("succeeded", bridge.WorkOn(IncidentPayload.SomeId)!.Outcome);
        Assert.Single(bridge.Grafana.CreatedBodies);
    }
}
