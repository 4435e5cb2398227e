using System.Text.Json.Nodes;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests;

/// <summary>An open region can be seen in a short range, because its end follows the time.</summary>
public sealed class OpenRegionTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly (string, string) EverySecond = ("Annotations__OpenEndInterval", "00:00:01");

    [Fact]
    public async Task The_end_moves_to_now_once_an_interval_and_never_into_the_future()
    {
        await using var world = await World.StartAsync(EverySecond);
        var incident = world.Live(320);

        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, annotation => annotation.End >= annotation.Start + (4 * Interval));

        var writes = world.Grafana.Requests.Where(request => request.Method is "POST" or "PUT").ToList();
        var ends = writes.ConvertAll(request => DateTimeOffset.FromUnixTimeMilliseconds(JsonNode.Parse(request.Body)!["timeEnd"]!.GetValue<long>()));
        Assert.Equal(ends.Distinct(), ends);
        Assert.All(ends, end => Assert.Equal(0, (end - world.Now).Ticks % Interval.Ticks));
        Assert.All(writes.Zip(ends), write => Assert.True(write.Second <= write.First.At, $"{write.Second:O} was sent at {write.First.At:O}"));
        Assert.True(ends.Count <= ((writes[^1].At - world.Now) / Interval) + 2);
    }

    [Fact]
    public async Task After_a_resolve_it_rests_at_the_incidents_own_end()
    {
        await using var world = await World.StartAsync(EverySecond);
        var incident = world.Live(321);
        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, annotation => annotation.End > annotation.Start);
        var resolved = incident.Resolved(world.Now.AddSeconds(1));

        await world.AnnounceAsync(resolved);
        var ended = await world.AnnotationAsync(incident, annotation => annotation.Tags.Contains("status:resolved"));
        await world.IdleAsync();
        var fetches = world.IncidentIo.FetchesOf(incident.Id);

        // A second incident goes on moving: by its ticks the first one would have moved too.
        var other = world.Live(322);
        await world.AnnounceAsync(other);
        await world.AnnotationAsync(other, annotation => annotation.End >= annotation.Start + (3 * Interval));
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

        await world.AnnotationAsync(incident, annotation => annotation.End > before);
    }

    [Fact]
    public async Task A_paused_incident_stays_as_it_was()
    {
        await using var world = await World.StartAsync(EverySecond);
        var incident = world.Live(324);
        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, annotation => annotation.End > annotation.Start);

        await world.AnnounceAsync(incident.InStatus(SimulatedStatus.Paused, world.Now.AddSeconds(2)).Renamed("On hold", world.Now.AddSeconds(2)));
        var paused = await world.AnnotationAsync(incident, annotation => annotation.Text.Contains("On hold", StringComparison.Ordinal));

        var other = world.Live(325);
        await world.AnnounceAsync(other);
        await world.AnnotationAsync(other, annotation => annotation.End >= annotation.Start + (3 * Interval));
        Assert.Equal(paused.End, Assert.Single(world.AnnotationsOf(incident)).End);
        Assert.True(paused.End > paused.Start);
    }
}
