using Bridge.Simulator.Http;

namespace Bridge.EndToEndTests;

/// <summary><c>resync</c> brings one incident up to date and says what it did, beside the bridge that runs.</summary>
public sealed class ResyncCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_incident_that_no_webhook_announced_is_posted_and_again_there_is_nothing_to_do()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(123);
        world.IncidentIo.Put(incident);

        var first = await CommandRun.InAsync(world, "resync", "INC-123");
        var second = await CommandRun.InAsync(world, "resync", incident.Id);

        var annotation = Assert.Single(world.AnnotationsOf(incident));
        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal("INC-123 is up to date.", first.Headline);
        Assert.Matches($@"created  {annotation.Id} +region  default  main", first.Output);
        Assert.Equal($"Incident {incident.Id} was up to date. Nothing had to be done.", second.Headline);
    }

    [Fact]
    public async Task While_the_bridge_works_on_it_the_command_waits_and_then_does_its_own_work()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(123);
        world.Grafana.Faults.Once(Fault.Slow(TimeSpan.FromSeconds(5)), request => request.Method == "POST");
        await world.AnnounceAsync(incident);
        await World.EventuallyAsync("the bridge at work", () => world.Grafana.Requests.Any(request => request.Method == "POST"));

        var run = await CommandRun.InAsync(world, "resync", "INC-123");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("Somebody works on INC-123 already; waiting for them to end.", run.Headline);
        Assert.True(run.Says("INC-123 was up to date. Nothing had to be done."));
        Assert.Single(world.AnnotationsOf(incident));
        Assert.Single(world.Grafana.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task What_grafana_refuses_is_said_with_what_to_do_and_the_exit_code_says_so()
    {
        await using var world = await World.StartAsync();
        world.IncidentIo.Put(world.Live(123));
        world.Environment["Grafana__main__Token"] = world.Grafana.ViewerToken;

        var run = await CommandRun.InAsync(world, "resync", "INC-123");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("INC-123 could not be brought up to date: auth.", run.Headline);
        Assert.True(run.Says("route default: Grafana main refuses the token; check Grafana:main:Token"));
    }

    [Fact]
    public async Task What_the_command_could_not_do_the_bridge_tries_again()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(123);
        world.IncidentIo.Put(incident);
        world.Grafana.Faults.Always(Fault.Status(503));

        var run = await CommandRun.InAsync(world, "resync", "INC-123");
        world.Grafana.Faults.Clear();

        Assert.Equal(1, run.ExitCode);
        await world.AnnotationAsync(incident, _ => true);
        Assert.Empty(run.Errors);
    }

    [Fact]
    public async Task A_reference_that_incident_io_does_not_show_is_said_to_be_so()
    {
        await using var world = await World.StartAsync();

        var run = await CommandRun.InAsync(world, "resync", "INC-123");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("INC-123 could not be brought up to date: incident.io does not show it to this key (not_found: HTTP 404).", run.Headline);
    }

    [Fact]
    public async Task A_reference_with_another_prefix_is_another_incident()
    {
        await using var world = await World.StartAsync();
        world.IncidentIo.Put(world.Live(123));

        var run = await CommandRun.InAsync(world, "resync", "OPS-123");

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(world.Grafana.Annotations);
    }
}
