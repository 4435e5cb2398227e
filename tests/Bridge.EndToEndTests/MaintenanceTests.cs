using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo.OnCall;

namespace Bridge.EndToEndTests;

/// <summary>Planned work on a graph: a window appears before it begins, moves, ends, and goes when it is archived.</summary>
public sealed class MaintenanceTests
{
    private static readonly (string, string)[] Settings =
    [
        ("MaintenanceWindows__Show", "all"),
        ("IncidentIo__ResyncInterval", "00:00:01"),
        ("Annotations__DriftInterval", "00:00:01"),
        ("IncidentIo__Webhooks", "true"),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_window_is_shown_before_it_begins_moves_and_goes_when_it_is_archived()
    {
        await using var world = await World.CreateAsync(Settings);
        var other = await world.AddGrafanaAsync("other");
        await world.Bridge.StartAsync(Cancellation);
        var incident = world.Live(401);
        await world.AnnounceAsync(incident);
        var drawn = await world.AnnotationAsync(incident, _ => true);

        var window = SimulatedMaintenanceWindow.Planned(1, "Move the database", world.Now.AddHours(2), world.Now.AddHours(4));
        world.IncidentIo.Put(window);
        await EverywhereAsync("shown", one => one.Start == world.Now.AddHours(2) && one.End == world.Now.AddHours(4));
        Assert.All(Shown(), one =>
        {
            Assert.Equal("<b>Maintenance:</b> Move the database", one.Text);
            Assert.Equal(["incident-io-maintenance", "status:open", "route:default", $"x-maintenance:{window.Id}"], one.Tags);
        });

        window = window.Moved(world.Now.AddHours(3), world.Now.AddHours(6), world.Now.AddSeconds(1));
        world.IncidentIo.Put(window);
        await EverywhereAsync("moved", one => one.Start == world.Now.AddHours(3) && one.End == world.Now.AddHours(6));

        world.IncidentIo.Put(window.Archived(world.Now.AddSeconds(2)));
        await World.EventuallyAsync("gone from both", () => Shown().Count == 0);
        await world.IdleAsync();

        // What asks for incidents draws them alone, as they were, wherever they are.
        Assert.Equal((drawn.Id, drawn.Text, drawn.Updated), world.Grafana.WithTags("incident-io").Select(one => (one.Id, one.Text, one.Updated)).Single());
        Assert.Single(other.WithTags("incident-io"));
        Assert.InRange(world.IncidentIo.FetchesOf(incident.Id), 0, 1);
        Assert.DoesNotContain(world.Bridge.Log, entry => entry.Message.Contains("database", StringComparison.Ordinal));

        List<SimulatedAnnotation> Shown() => [.. world.Grafana.WithTags($"x-maintenance:{window.Id}"), .. other.WithTags($"x-maintenance:{window.Id}")];

        Task EverywhereAsync(string what, Func<SimulatedAnnotation, bool> isSo) => World.EventuallyAsync(
            what, () => world.Grafana.WithTags($"x-maintenance:{window.Id}") is [var one] && isSo(one) && other.WithTags($"x-maintenance:{window.Id}") is [var two] && isSo(two));
    }

    [Fact]
    public async Task At_its_end_its_status_changes_and_what_somebody_deletes_comes_back()
    {
        await using var world = await World.StartAsync(Settings);
        var window = SimulatedMaintenanceWindow.Planned(2, "Move the database", world.Now.AddHours(-1), world.Now.AddHours(1));
        world.IncidentIo.Put(window);
        await OneAsync("open", one => one.Tag("status") == "open");
        var soon = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().AddSeconds(5).ToUnixTimeMilliseconds());
        window = window.Moved(window.StartAt, soon, soon.AddSeconds(-5));
        world.IncidentIo.Put(window);
        var over = await OneAsync("over", one => one.Tag("status") == "resolved");
        Assert.Equal((window.StartAt, window.EndAt), (over.Start, over.End));
        await world.IdleAsync();

        world.Grafana.Remove(over.Id);

        var again = await OneAsync("put back", one => one.Id != over.Id);
        Assert.Equal((over.Text, over.Start, over.End), (again.Text, again.Start, again.End));
        await World.EventuallyAsync("one repair", async () => (await world.Bridge.ReadMetricsAsync(Cancellation))["incidentbridge_drift_repaired_total"] == 1);

        async Task<SimulatedAnnotation> OneAsync(string what, Func<SimulatedAnnotation, bool> isSo)
        {
            IReadOnlyList<SimulatedAnnotation> found = [];
            await World.EventuallyAsync(what, () => (found = world.Grafana.WithTags($"x-maintenance:{window.Id}")) is [var only] && isSo(only));
            return found[0];
        }
    }

    [Fact]
    public async Task Commands_tell_of_it_repair_it_and_take_it_away()
    {
        await using var world = await World.StartAsync(Settings[..2]);
        var window = SimulatedMaintenanceWindow.Planned(4, "Move the database", world.Now.AddHours(2), world.Now.AddHours(4));
        var id = $"maintenance:{window.Id}";
        world.IncidentIo.Put(window);
        await World.EventuallyAsync("shown", () => world.Grafana.WithTags($"x-maintenance:{window.Id}").Count == 1);
        await world.IdleAsync();

        var explain = await CommandRun.InAsync(world, "explain", id);
        Assert.Equal(0, explain.ExitCode);
        Assert.True(explain.Says($"Maintenance {window.Id} is on your graph, in 1 place."), explain.Everything);
        Assert.True(explain.Says("Move the database"), explain.Everything);
        Assert.DoesNotContain(window.Lead.Name, explain.Everything, StringComparison.Ordinal);

        world.Grafana.Remove(Assert.Single(world.Grafana.Annotations).Id);
        var missing = await CommandRun.InAsync(world, "explain", id);
        Assert.True(missing.Says($"incident-bridge resync {id} puts it right now."), missing.Everything);
        var resync = await CommandRun.InAsync(world, "resync", id);
        Assert.Equal(0, resync.ExitCode);
        Assert.Single(world.Grafana.WithTags($"x-maintenance:{window.Id}"));

        var queries = await CommandRun.InAsync(world, "queries");
        Assert.True(queries.Says("incident.io: maintenance"), queries.Everything);
        var check = await CommandRun.InAsync(world, "check");
        Assert.True(check.Says("The key may read them."), check.Everything);
        world.IncidentIo.Scopes = world.IncidentIo.Scopes.Remove("maintenance_windows.view");
        var refused = await CommandRun.InAsync(world, "check");
        Assert.Equal(1, refused.ExitCode);
        Assert.True(refused.Says("Give it a role with maintenance_windows.view"), refused.Everything);

        await world.Bridge.StopAsync(Cancellation);
        var shown = await CommandRun.InAsync(world, "prune", "--kind", "maintenance");
        Assert.Equal(2, shown.ExitCode);
        world.Environment["MaintenanceWindows__Show"] = "none";
        var pruned = await CommandRun.InAsync(world, "prune", "--kind", "maintenance", "--yes");
        Assert.Equal(0, pruned.ExitCode);
        Assert.Empty(world.Grafana.Annotations);
    }

    [Fact]
    public async Task Without_being_asked_for_no_window_is_listed()
    {
        await using var world = await World.StartAsync(("IncidentIo__ResyncInterval", "00:00:01"));
        world.IncidentIo.Put(SimulatedMaintenanceWindow.Planned(3, "Move the database", world.Now, world.Now.AddHours(1)));
        var incident = world.Live(402);
        world.IncidentIo.Put(incident);

        await world.AnnotationAsync(incident, _ => true);
        await world.IdleAsync();

        Assert.Equal(0, world.IncidentIo.RequestsTo("/v1/maintenance_windows"));
        Assert.Single(world.Grafana.Annotations);
    }
}
