using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests;

/// <summary>An incident's life as Grafana shows it, on an old Grafana and on a new one.</summary>
public sealed class LifecycleTests
{
    public static readonly TheoryData<GrafanaDialect> Grafanas = [.. GrafanaDialect.All, GrafanaDialect.V9WithNarrowToken];

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task A_public_incident_is_annotated_with_its_own_start_name_reference_and_link(GrafanaDialect dialect)
    {
        await using var world = await World.StartAsync();
        world.Grafana.Dialect = dialect;
        var incident = world.Live(123, "Checkout <b>is</b> slow").WithTimestamp("Impact started at", world.Now.AddMinutes(-7));

        await world.AnnounceAsync(incident);
        var annotation = await world.AnnotationAsync(incident, _ => true);

        Assert.Equal(world.Now.AddMinutes(-7), annotation.Start);
        Assert.Equal(annotation.Start, annotation.End);
        Assert.Contains("INC-123", annotation.Text, StringComparison.Ordinal);
        Assert.Contains("Checkout &lt;b&gt;is&lt;/b&gt; slow", annotation.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{incident.Permalink}\"", annotation.Text, StringComparison.Ordinal);
        Assert.Contains("status:open", annotation.Tags);
        Assert.Contains("incident-io", annotation.Tags);
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task Resolving_ends_the_region_at_the_incidents_own_end_and_reopening_opens_it_again(GrafanaDialect dialect)
    {
        await using var world = await World.StartAsync();
        world.Grafana.Dialect = dialect;
        var open = world.Live(124);
        var resolved = open.Resolved(world.Now.AddMinutes(30));

        await world.AnnounceAsync(open);
        var first = await world.AnnotationAsync(open, annotation => annotation.Tags.Contains("status:open"));
        await world.AnnounceAsync(resolved);
        var ended = await world.AnnotationAsync(open, annotation => annotation.Tags.Contains("status:resolved"));
        await world.AnnounceAsync(resolved.InStatus(SimulatedStatus.Fixing, world.Now.AddMinutes(31)));
        var reopened = await world.AnnotationAsync(open, annotation => annotation.Tags.Contains("status:open"));

        Assert.Equal(world.Now.AddMinutes(30), ended.End);
        Assert.Equal(world.Now, ended.Start);
        Assert.Equal(reopened.Start, reopened.End);

        // Each is another annotation: its tags are others.
        Assert.Equal(3, new[] { first.Id, ended.Id, reopened.Id }.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task An_incident_that_is_called_off_loses_its_annotation(GrafanaDialect dialect)
    {
        await using var world = await World.StartAsync();
        world.Grafana.Dialect = dialect;
        var incident = world.Live(125);

        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, _ => true);
        await world.AnnounceAsync(incident.InStatus(SimulatedStatus.Canceled, world.Now.AddMinutes(1)));

        await World.EventuallyAsync("no annotation", () => world.AnnotationsOf(incident).Count == 0);
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task An_annotation_that_somebody_deleted_is_made_again_at_the_next_change(GrafanaDialect dialect)
    {
        await using var world = await World.StartAsync();
        world.Grafana.Dialect = dialect;
        var incident = world.Live(126);

        await world.AnnounceAsync(incident);
        var deleted = await world.AnnotationAsync(incident, _ => true);
        world.Grafana.Remove(deleted.Id);
        await world.AnnounceAsync(incident.Resolved(world.Now.AddMinutes(5)));
        var again = await world.AnnotationAsync(incident, annotation => annotation.Tags.Contains("status:resolved"));

        Assert.NotEqual(deleted.Id, again.Id);
        Assert.Equal(world.Now.AddMinutes(5), again.End);
    }

    [Fact]
    public async Task With_points_the_start_and_the_resolve_are_two_annotations()
    {
        await using var world = await World.StartAsync(("Annotations__Shape", "points"));
        var incident = world.Live(127).Resolved(world.Now.AddMinutes(12));

        await world.AnnounceAsync(incident);
        await World.EventuallyAsync("two annotations", () => world.AnnotationsOf(incident).Count == 2);

        var start = Assert.Single(world.AnnotationsOf(incident), annotation => annotation.Tags.Contains("event:start"));
        var resolve = Assert.Single(world.AnnotationsOf(incident), annotation => annotation.Tags.Contains("event:resolve"));
        Assert.Equal((world.Now, world.Now), (start.Start, start.End));
        Assert.Equal((world.Now.AddMinutes(12), world.Now.AddMinutes(12)), (resolve.Start, resolve.End));
    }
}
