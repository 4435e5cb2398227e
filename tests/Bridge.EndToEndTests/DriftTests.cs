using Bridge.Simulator.Grafana;

namespace Bridge.EndToEndTests;

/// <summary>What somebody did to annotations in Grafana is found and put right.</summary>
public sealed class DriftTests
{
    private const string Repaired = "incidentbridge_drift_repaired_total";

    private static readonly (string, string) EverySecond = ("Annotations__DriftInterval", "00:00:01");

    public static readonly TheoryData<GrafanaDialect> Grafanas = [.. GrafanaDialect.All, GrafanaDialect.V9WithNarrowToken];

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task An_annotation_that_somebody_deleted_comes_back(GrafanaDialect dialect)
    {
        await using var world = await World.StartAsync(EverySecond);
        world.Grafana.Dialect = dialect;
        var incident = world.Live(310);
        await world.AnnounceAsync(incident);
        var first = await world.AnnotationAsync(incident, _ => true);
        await world.IdleAsync();

        world.Grafana.Remove(first.Id);
        var again = await world.AnnotationAsync(incident, annotation => annotation.Id != first.Id);

        Assert.Equal((first.Text, first.Start, first.End), (again.Text, again.Start, again.End));
        await World.EventuallyAsync("one repair", async () => await MetricAsync(world) == 1);
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task An_annotation_that_somebody_changed_says_what_it_should_again(GrafanaDialect dialect)
    {
        await using var world = await World.StartAsync(EverySecond);
        world.Grafana.Dialect = dialect;
        var incident = world.Live(311);
        await world.AnnounceAsync(incident);
        var first = await world.AnnotationAsync(incident, _ => true);
        await world.IdleAsync();

        world.Grafana.Seed(first with { Text = "It was DNS", End = first.End.AddHours(1) });
        var again = await world.AnnotationAsync(incident, annotation => annotation.Text == first.Text);

        Assert.Equal((first.Id, first.End), (again.Id, again.End));
        await World.EventuallyAsync("one repair", async () => await MetricAsync(world) == 1);
    }

    [Fact]
    public async Task A_second_annotation_of_the_same_incident_is_taken_away()
    {
        await using var world = await World.StartAsync(EverySecond);
        var incident = world.Live(312);
        await world.AnnounceAsync(incident);
        var first = await world.AnnotationAsync(incident, _ => true);
        await world.IdleAsync();

        world.Grafana.Seed(first with { Id = first.Id + 1000 });

        await World.EventuallyAsync("the double is gone", () => world.AnnotationsOf(incident).Count == 1);
        Assert.Equal(first.Id, Assert.Single(world.AnnotationsOf(incident)).Id);
        await World.EventuallyAsync("one repair", async () => await MetricAsync(world) == 1);
    }

    [Fact]
    public async Task What_is_as_it_should_be_is_left_alone()
    {
        await using var world = await World.StartAsync(EverySecond);
        var incident = world.Live(313);
        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, _ => true);
        await world.IdleAsync();

        var comparisons = Comparisons(world);
        await World.EventuallyAsync("three more comparisons", () => Comparisons(world) >= comparisons + 3);

        Assert.Equal(0, await MetricAsync(world));
        Assert.Single(world.Grafana.Requests, request => request.Method is "POST" or "PUT" or "DELETE");
        Assert.Equal(1, world.IncidentIo.FetchesOf(incident.Id));
    }

    [Fact]
    public async Task After_the_loss_of_the_database_annotations_are_adopted_and_not_doubled()
    {
        await using var world = await World.StartAsync();
        var open = world.Live(314);
        var resolved = world.Live(315).Resolved(world.Now.AddMinutes(5));
        await world.AnnounceAsync(open);
        await world.AnnounceAsync(resolved);
        var before = await world.AnnotationAsync(open, _ => true);
        await world.AnnotationAsync(resolved, annotation => annotation.Tags.Contains("status:resolved"));
        await world.Bridge.StopAsync(TestContext.Current.CancellationToken);
        File.Delete(world.DatabasePath);
        world.IncidentIo.Put(open.Renamed("Checkout is down", world.Now.AddMinutes(6)));

        world.Environment["Annotations__DriftInterval"] = "00:00:01";
        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);

        var adopted = await world.AnnotationAsync(open, annotation => annotation.Text.Contains("Checkout is down", StringComparison.Ordinal));
        Assert.Equal(before.Id, adopted.Id);
        Assert.Single(world.AnnotationsOf(resolved));
    }

    [Fact]
    public async Task Annotations_of_another_bridge_are_none_of_ours()
    {
        await using var world = await World.StartAsync(EverySecond);
        var incident = world.Live(316);
        await world.AnnounceAsync(incident);
        var ours = await world.AnnotationAsync(incident, _ => true);
        await world.IdleAsync();

        // One of an incident that our key cannot see, and one by a route that we do not have.
        world.Grafana.Seed(ours with { Id = 5001, Tags = ["incident-io", "x-incident:01OTHER", "route:default", "status:open"] });
        world.Grafana.Seed(ours with { Id = 5002, Tags = ["incident-io", $"x-incident:{incident.Id}", "route:theirs", "status:open"] });
        var comparisons = Comparisons(world);
        await World.EventuallyAsync("three more comparisons", () => Comparisons(world) >= comparisons + 3);

        Assert.Equal([ours.Id, 5001, 5002], world.Grafana.Annotations.Select(annotation => annotation.Id));
        var metrics = await world.Bridge.ReadMetricsAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, metrics.Where(metric => metric.Key.StartsWith("incidentbridge_dead_letters", StringComparison.Ordinal)).Sum(metric => metric.Value));
    }

    private static int Comparisons(World world) =>
        world.Grafana.Requests.Count(request => request.Method == "GET" && request.QueryValue("from").Length > 0);

    private static async Task<double> MetricAsync(World world) =>
        (await world.Bridge.ReadMetricsAsync(TestContext.Current.CancellationToken))[Repaired];
}
