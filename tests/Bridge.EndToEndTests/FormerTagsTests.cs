using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests;

/// <summary>
/// What builds before the first release posted, with the tags <c>incident:&lt;id&gt;</c> and <c>ref:…</c>, is taken over: it is never
/// doubled, and has the tags of today after the next look.
/// </summary>
public sealed class FormerTagsTests
{
    private static readonly (string, string) Points = ("Annotations__Shape", "points");

    [Fact]
    public async Task An_annotation_that_only_grafana_knows_is_taken_over()
    {
        await using var world = await World.CreateAsync();
        var incident = world.Live(1);
        SeedFormer(world, id: 41, incident, "status:open");

        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        await world.AnnounceAsync(incident.Resolved(world.Now.AddMinutes(10)));

        await ShowsAsync(world, incident, "status:resolved");
    }

    [Fact]
    public async Task An_annotation_that_the_ledger_knows_too_is_brought_up_to_date()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(2);
        await world.AnnounceAsync(incident);
        var posted = await world.AnnotationAsync(incident, _ => true);
        await world.IdleAsync();
        world.Grafana.Remove(posted.Id);
        SeedFormer(world, posted.Id, incident, "status:open");

        await world.AnnounceAsync(incident.Resolved(world.Now.AddMinutes(10)));

        await ShowsAsync(world, incident, "status:resolved");
    }

    [Fact]
    public async Task Of_one_in_each_form_one_is_left()
    {
        await using var world = await World.CreateAsync();
        var incident = world.Live(3);
        SeedFormer(world, id: 41, incident, "status:open");
        SeedFormer(world, id: 42, incident, "status:open");
        world.Grafana.Seed(world.Grafana.Annotations[1] with { Tags = ["incident-io", "status:open", "route:default", $"x-incident:{incident.Id}"] });

        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        await world.AnnounceAsync(incident);

        await ShowsAsync(world, incident, "status:open");
    }

    [Fact]
    public async Task Both_points_are_taken_over()
    {
        await using var world = await World.CreateAsync(Points);
        var incident = world.Live(4).Resolved(world.Now.AddMinutes(10));
        SeedFormer(world, id: 41, incident, "status:resolved", "event:start");
        SeedFormer(world, id: 42, incident, "status:resolved", "event:resolve");

        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        await world.AnnounceAsync(incident);

        await World.EventuallyAsync("both points in today's form", () => world.AnnotationsOf(incident).Count == 2);
        await world.IdleAsync();
        Assert.Equal(["resolve", "start"], world.Grafana.Annotations.Select(annotation => annotation.Tag("event")).Order());
        Assert.All(world.Grafana.Annotations, annotation => Assert.Null(annotation.Tag("incident")));
    }

    [Fact]
    public async Task One_whose_incident_was_declined_goes()
    {
        await using var world = await World.CreateAsync();
        var incident = world.Live(5);
        SeedFormer(world, id: 41, incident, "status:open");

        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        await world.AnnounceAsync(incident.InStatus(SimulatedStatus.Declined, world.Now.AddMinutes(1)));

        await World.EventuallyAsync("no annotation", () => world.Grafana.Annotations.Count == 0);
    }

    /// <summary>By the bridge of those builds, as it wrote tags and text.</summary>
    private static void SeedFormer(World world, long id, SimulatedIncident incident, params IReadOnlyList<string> more) => world.Grafana.Seed(new SimulatedAnnotation(
        id,
        DashboardUid: null,
        PanelId: 0,
        world.Now,
        world.Now,
        $"<b>{incident.Reference}</b> {incident.Name}<br>Status: Investigating",
        ["incident-io", $"incident:{incident.Id}", "route:default", .. more, $"ref:{incident.Reference}"],
        world.Now,
        world.Now));

    private static async Task ShowsAsync(World world, SimulatedIncident incident, string status)
    {
        await World.EventuallyAsync(
            "one annotation, in today's form",
            () => world.Grafana.Annotations is [var only] && only.Tags.SequenceEqual(["incident-io", status, "route:default", $"x-incident:{incident.Id}"]));
        await world.IdleAsync();
        Assert.Single(world.Grafana.Annotations);
    }
}
