using Bridge.Simulator.Http;

namespace Bridge.EndToEndTests;

/// <summary>Promise 1: a webhook answered with 2xx is never lost.</summary>
public sealed class NeverLostTests
{
    [Fact]
    public async Task Killed_between_acknowledgement_and_delivery_it_delivers_after_the_restart_and_doubles_nothing()
    {
        await using var world = await World.StartAsync();
        var incidents = Enumerable.Range(1, 20).Select(number => world.Live(number)).ToList();
        await world.Grafana.StopAsync();

        await Task.WhenAll(incidents.Select(world.AnnounceAsync));
        await world.Bridge.KillAsync(TestContext.Current.CancellationToken);
        await world.Grafana.StartAsync(TestContext.Current.CancellationToken);
        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        await world.IdleAsync();

        Assert.All(incidents, incident => Assert.Single(world.AnnotationsOf(incident)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(25)]
    [InlineData(45)]
    public async Task Killed_in_the_middle_of_its_work_it_finishes_after_the_restart_and_doubles_nothing(int requestsBeforeTheKill)
    {
        await using var world = await World.StartAsync();
        var incidents = Enumerable.Range(1, 25).Select(number => world.Live(number)).ToList();

        await Task.WhenAll(incidents.Select(world.AnnounceAsync));
        await World.EventuallyAsync("the work to be under way", () => world.Grafana.Requests.Count >= requestsBeforeTheKill);
        await world.Bridge.KillAsync(TestContext.Current.CancellationToken);
        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        await world.IdleAsync();

        Assert.All(incidents, incident => Assert.Single(world.AnnotationsOf(incident)));
    }

    [Fact]
    public async Task An_outage_of_both_upstreams_delays_an_annotation_and_no_more()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(1);
        world.IncidentIo.Faults.Times(4, Fault.ConnectionReset);
        world.Grafana.Faults.Times(4, Fault.Status(503));

        await world.AnnounceAsync(incident);
        var annotation = await world.AnnotationAsync(incident, _ => true);

        Assert.Equal(world.Now, annotation.Start);
    }

    [Fact]
    public async Task Told_to_stop_it_finishes_what_is_in_progress_and_exits_with_0()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(1);
        world.Grafana.Faults.Once(Fault.Slow(TimeSpan.FromSeconds(1)), request => request.Method == "POST");

        await world.AnnounceAsync(incident);
        await World.EventuallyAsync("the create to be under way", () => world.Grafana.Requests.Any(request => request.Method == "POST"));
        var exitCode = await world.Bridge.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, exitCode);
        Assert.Single(world.AnnotationsOf(incident));
        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        await world.IdleAsync();
        Assert.Single(world.Grafana.Requests, request => request.Method == "POST");
    }
}
