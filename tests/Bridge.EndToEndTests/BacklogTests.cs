using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests;

/// <summary>Many incidents that wait at once are read by pages: what incident.io allows in a second is not what limits them.</summary>
public sealed class BacklogTests
{
    private const int Many = 300;
    private const string SecretName = "zebra-7";

    [Fact]
    public async Task Incidents_that_wait_after_an_outage_are_read_by_pages_and_annotated_once_each()
    {
        await using var world = await World.StartAsync();
        var incidents = Enumerable.Range(1, Many).Select(number => world.Live(number)).ToList();
        incidents[^1] = world.Live(Many, SecretName).MadePrivate(world.Now);

        await PileUpAsync(world, incidents);
        await world.IdleAsync();

        Assert.All(incidents, incident => Assert.Single(world.AnnotationsOf(incident)));
        Assert.InRange(Reads(world, "/v2/incidents"), 2, 8);
        Assert.InRange(SingleReads(world), 0, 100);
        Assert.Equal(Many, world.Grafana.Requests.Count(request => request.Method == "POST"));
        Assert.InRange(world.Grafana.Requests.Count(request => request.Method == "GET"), 1, 150);
        Assert.DoesNotContain(world.Grafana.Annotations, annotation => annotation.Text.Contains(SecretName, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_list_does_not_have_is_read_by_itself()
    {
        await using var world = await World.StartAsync();
        var old = world.Now.AddDays(-30);
        var incidents = Enumerable.Range(1, Many).Select(number => world.Live(number)).ToList();
        var hidden = SimulatedIncident.Declared(Many + 1, "An old one", old).Live(old).WithTimestamp("Reported at", old);

        await PileUpAsync(world, [.. incidents, hidden]);
        await world.IdleAsync();

        Assert.Single(world.AnnotationsOf(hidden));
        Assert.Equal(1, world.IncidentIo.FetchesOf(hidden.Id));
    }

    [Fact]
    public async Task After_the_loss_of_the_database_what_grafana_has_is_found_and_kept()
    {
        await using var world = await World.StartAsync();
        var incidents = Enumerable.Range(1, Many).Select(number => world.Live(number)).ToList();
        await PileUpAsync(world, incidents);
        await world.IdleAsync();
        var before = world.Grafana.Annotations.Select(annotation => annotation.Id).Order().ToList();
        await world.Bridge.StopAsync(TestContext.Current.CancellationToken);
        File.Delete(world.DatabasePath);
        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);

        // A change of text keeps the annotation; one of tags would replace it.
        var renamed = incidents.ConvertAll(incident => incident.Renamed("Checkout is down", world.Now.AddMinutes(5)));
        await PileUpAsync(world, renamed);
        await world.IdleAsync();

        Assert.Equal(before, world.Grafana.Annotations.Select(annotation => annotation.Id).Order());
        Assert.All(renamed, incident => Assert.Contains("Checkout is down", Assert.Single(world.AnnotationsOf(incident)).Text, StringComparison.Ordinal));
    }

    /// <summary>Puts the incidents and announces each, while incident.io is too slow to keep up; then it is itself again.</summary>
    private static async Task PileUpAsync(World world, IReadOnlyList<SimulatedIncident> incidents)
    {
        world.IncidentIo.Faults.Always(Fault.Slow(TimeSpan.FromSeconds(2)), request => request.Path != "/v1/identity");
        foreach (var incident in incidents)
        {
            world.IncidentIo.Put(incident);
        }

        await Parallel.ForEachAsync(
            incidents,
            TestContext.Current.CancellationToken,
            async (incident, cancellationToken) =>
                Assert.Equal(204, (await world.Sender.SendAsync(WebhookEvents.Updated(incident), cancellationToken)).Status));
        world.IncidentIo.Faults.Clear();
    }

    private static int Reads(World world, string path) => world.IncidentIo.Requests.Count(request => request.Path == path);

    private static int SingleReads(World world) =>
        world.IncidentIo.Requests.Count(request => request.Path.StartsWith("/v2/incidents/", StringComparison.Ordinal));
}
