using System.Text.Json.Nodes;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests;

/// <summary>An open region reaches the edge of every live graph, because its end lies ahead of now.</summary>
public sealed class OpenRegionTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);
    private static readonly (string, string) EverySecond = ("Annotations__OpenEndInterval", "00:00:01");

    public static TheoryData<GrafanaDialect> Dialects => [.. GrafanaDialect.All];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task The_end_is_moved_ahead_once_per_interval_by_a_search_and_a_patch_and_incident_io_is_not_asked(GrafanaDialect dialect)
    {
        await using var world = await World.StartAsync(EverySecond);
        world.Grafana.Dialect = dialect;
        var incident = world.Live(320);
        await world.AnnounceAsync(incident);
        var first = (await world.AnnotationAsync(incident, _ => true)).End;
        await world.IdleAsync();
        var fetches = world.IncidentIo.FetchesOf(incident.Id);

        await world.AnnotationAsync(incident, annotation => annotation.End >= first + (4 * Interval));

        var writes = world.Grafana.Requests.Where(request => request.Method is "POST" or "PUT" or "PATCH").ToList();
        var ends = writes.ConvertAll(request => DateTimeOffset.FromUnixTimeMilliseconds(JsonNode.Parse(request.Body)!["timeEnd"]!.GetValue<long>()));
        Assert.Equal(["POST", .. Enumerable.Repeat("PATCH", writes.Count - 1)], writes.Select(write => write.Method));
        Assert.All(writes.Skip(1), write => Assert.Equal(["timeEnd"], JsonNode.Parse(write.Body)!.AsObject().Select(member => member.Key)));
        Assert.Equal(ends.Distinct(), ends);
        Assert.All(writes.Zip(ends), write => Assert.InRange(write.Second - write.First.At, Margin - Interval, Margin + Interval));
        Assert.Equal(fetches, world.IncidentIo.FetchesOf(incident.Id));
        var annotation = Assert.Single(world.AnnotationsOf(incident));
        Assert.Contains("status:open", annotation.Tags);
        Assert.Contains("Checkout", annotation.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_resolve_it_rests_at_the_incidents_own_end()
    {
        await using var world = await World.StartAsync(EverySecond);
        var incident = world.Live(321);
        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, annotation => annotation.End > world.Now + Margin);
        var resolved = incident.Resolved(world.Now.AddSeconds(1));

        await world.AnnounceAsync(resolved);
        var ended = await world.AnnotationAsync(incident, annotation => annotation.Tags.Contains("status:resolved"));
        await world.IdleAsync();
        var fetches = world.IncidentIo.FetchesOf(incident.Id);

        // A second incident goes on moving: by its ticks the first one would have moved too.
        await MovesOnAsync(world, world.Live(322));
        Assert.Equal(world.Now.AddSeconds(1), ended.End);
        Assert.Equal(ended.End, Assert.Single(world.AnnotationsOf(incident)).End);
        Assert.Equal(fetches, world.IncidentIo.FetchesOf(incident.Id));
    }

    [Fact]
    public async Task It_goes_on_after_a_restart()
    {
        await using var world = await World.StartAsync(EverySecond);
        var incident = world.Live(323);
        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, _ => true);
        await world.Bridge.StopAsync(TestContext.Current.CancellationToken);
        var before = Assert.Single(world.AnnotationsOf(incident)).End;

        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);

        await world.AnnotationAsync(incident, annotation => annotation.End >= before + (3 * Interval));
    }

    [Fact]
    public async Task A_paused_incident_ends_when_it_was_paused()
    {
        await using var world = await World.StartAsync(EverySecond);
        var incident = world.Live(324);
        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, annotation => annotation.End > annotation.Start);

        await world.AnnounceAsync(incident.InStatus(SimulatedStatus.Paused, world.Now.AddSeconds(2)).Renamed("On hold", world.Now.AddSeconds(2)));
        await world.AnnotationAsync(incident, annotation => annotation.Text.Contains("On hold", StringComparison.Ordinal));

        await MovesOnAsync(world, world.Live(325));
        Assert.Equal(world.Now.AddSeconds(2), Assert.Single(world.AnnotationsOf(incident)).End);
    }

    private static async Task MovesOnAsync(World world, SimulatedIncident other)
    {
        await world.AnnounceAsync(other);
        var first = (await world.AnnotationAsync(other, _ => true)).End;
        await world.AnnotationAsync(other, annotation => annotation.End >= first + (3 * Interval));
    }
}
