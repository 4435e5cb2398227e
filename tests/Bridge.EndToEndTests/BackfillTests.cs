using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Processes;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests;

/// <summary><c>backfill</c> annotates the past, at a handful of reads, and can be run again whatever happened to it.</summary>
public sealed class BackfillTests
{
    private const int Thousand = 1000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_incidents_cost_five_reads_and_a_thousand_annotations_and_again_nothing()
    {
        await using var world = await World.CreateAsync();
        PutPast(world, Thousand);

        var first = await CommandRun.InAsync(world, "backfill", "--since", "90d");
        var reads = world.IncidentIo.Requests.Count;
        world.Grafana.ForgetRequests();
        var second = await CommandRun.InAsync(world, "backfill", "--since", "90d");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(5, reads);
        AssertOneAnnotationEach(world, Thousand);
        Assert.Equal((Thousand, Thousand), (first.Count("Incidents listed"), first.Count("Annotations created")));
        Assert.Contains("500 of 1000 incidents", first.Output, StringComparison.Ordinal);
        Assert.Equal((0, Thousand), (second.Count("Annotations created"), second.Count("Incidents unchanged")));

        // One search for thirty incidents says that all is right.
        Assert.All(world.Grafana.Requests, request => Assert.Equal("GET", request.Method));
        Assert.InRange(world.Grafana.Requests.Count, Thousand / 30, (Thousand / 30) + 10);
    }

    [Fact]
    public async Task Of_three_hundred_the_one_that_somebody_deleted_and_the_one_that_somebody_edited_are_put_right()
    {
        await using var world = await World.CreateAsync();
        PutPast(world, 300);
        world.IncidentIo.Put(world.Live(301));
        await CommandRun.InAsync(world, "backfill", "--since", "90d");
        var (deleted, edited) = (world.Grafana.Annotations[150], world.Grafana.Annotations[20]);
        world.Grafana.Remove(deleted.Id);
        world.Grafana.Seed(edited with { Text = "It was DNS" });
        world.Grafana.ForgetRequests();

        var run = await CommandRun.InAsync(world, "backfill", "--since", "90d");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal((301, 1, 1, 0), (run.Count("Incidents listed"), run.Count("Annotations created"), run.Count("Annotations updated"), run.Count("Annotations deleted")));
        Assert.Equal(299, run.Count("Incidents unchanged"));
        AssertOneAnnotationEach(world, 301);
        Assert.Equal(deleted.Text, Assert.Single(world.Grafana.WithTags($"x-incident:{deleted.Tag("x-incident")}")).Text);
        Assert.Equal(edited.Text, world.Grafana.Annotations.Single(annotation => annotation.Id == edited.Id).Text);
        Assert.Equal(["POST", "PUT"], world.Grafana.Requests.Select(request => request.Method).Where(method => method != "GET").Order());
        Assert.InRange(world.Grafana.Requests.Count, 12, 25);
    }

    [Fact]
    public async Task Killed_in_the_middle_and_run_again_it_completes_without_doubles()
    {
        await using var world = await World.CreateAsync();
        PutPast(world, Thousand);
        await using var killed = new BridgeProcess(world.Environment, "backfill", "--since", "90d");

        killed.Launch();
        await World.EventuallyAsync("a third of the annotations", () => world.Grafana.Annotations.Count > Thousand / 3);
        await killed.KillAsync(Cancellation);
        var afterKill = world.Grafana.Annotations.Count;
        var again = await CommandRun.InAsync(world, "backfill", "--since", "90d");

        Assert.InRange(afterKill, 1, Thousand - 1);
        Assert.Equal(0, again.ExitCode);
        Assert.Equal(0, again.Count("Incidents left to the bridge"));
        AssertOneAnnotationEach(world, Thousand);
    }

    [Theory]
    [InlineData("--dry-run", "Not complete: it was stopped. Nothing was written.")]
    [InlineData("--json", "\"stopped\": true")]
    [InlineData(null, "Not complete: it was stopped, and has done what the table says.")]
    public async Task Stopped_in_the_middle_it_says_what_it_did(string? option, string expected)
    {
        await using var world = await World.CreateAsync();
        PutPast(world, Thousand);
        await using var stopped = new BridgeProcess(world.Environment, ["backfill", "--since", "90d", .. option is null ? Array.Empty<string>() : [option]]);

        stopped.Launch();
        await World.EventuallyAsync("some work in Grafana", () => world.Grafana.Requests.Count > 5);
        var exitCode = await stopped.StopAsync(Cancellation);

        var run = new CommandRun(exitCode, string.Join('\n', stopped.Output), string.Join('\n', stopped.Errors));
        Assert.Equal((1, ""), (run.ExitCode, run.Errors));
        Assert.True(run.Says(expected), run.Everything);
        if (option is null)
        {
            Assert.Equal(world.Grafana.Annotations.Count, run.Count("Annotations created"));
        }
    }

    [Fact]
    public async Task It_takes_what_is_open_from_before_and_leaves_out_what_lies_outside()
    {
        await using var world = await World.CreateAsync();
        var old = Past(world, 1, days: 40);
        var oldAndOpen = SimulatedIncident.Declared(2, "Still burning", world.Now.AddDays(-40)).Live(world.Now.AddDays(-40));
        var wanted = Past(world, 3, days: 20);
        var tooNew = Past(world, 4, days: 5);

        // incident.io filters by whole days, and these two are out by minutes.
        var justTooOld = Past(world, 5, days: 30.002);
        var justTooNew = Past(world, 6, days: 9.998);
        foreach (var incident in new[] { old, oldAndOpen, wanted, tooNew, justTooOld, justTooNew })
        {
            world.IncidentIo.Put(incident);
        }

        var run = await CommandRun.InAsync(world, "backfill", "--since", "30d", "--until", "10d");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(2, run.Count("Annotations created"));
        Assert.Equal([oldAndOpen.Id, wanted.Id], world.Grafana.Annotations.Select(annotation => annotation.Tag("x-incident")).Order());
    }

    [Fact]
    public async Task A_dry_run_shows_what_would_be_done_and_leaves_nothing_behind()
    {
        await using var world = await World.CreateAsync();
        PutPast(world, 3);

        var run = await CommandRun.InAsync(world, "backfill", "--since", "90d", "--dry-run");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(3, run.Count("Annotations to be created"));
        Assert.Equal(3, run.Output.Split('\n').Count(line => line.StartsWith("create  INC-", StringComparison.Ordinal)));
        Assert.All(world.Grafana.Requests, request => Assert.Equal("GET", request.Method));
        Assert.False(File.Exists(world.DatabasePath));
    }

    [Fact]
    public async Task A_dry_run_shows_what_would_be_repaired_and_what_grafana_has_that_the_store_does_not_know()
    {
        await using var world = await World.CreateAsync();
        PutPast(world, 40);
        await CommandRun.InAsync(world, "backfill", "--since", "90d");
        var (deleted, edited) = (world.Grafana.Annotations[35], world.Grafana.Annotations[20]);
        world.Grafana.Remove(deleted.Id);
        world.Grafana.Seed(edited with { Text = "It was DNS" });
        world.Grafana.ForgetRequests();

        var withStore = await CommandRun.InAsync(world, "backfill", "--since", "90d", "--dry-run");
        File.Delete(world.DatabasePath);
        var without = await CommandRun.InAsync(world, "backfill", "--since", "90d", "--dry-run");

        foreach (var run in (CommandRun[])[withStore, without])
        {
            Assert.Equal((1, 1, 38), (run.Count("Annotations to be created"), run.Count("Annotations to be updated"), run.Count("Incidents unchanged")));
        }

        Assert.Equal(39, world.Grafana.Annotations.Count);
        Assert.All(world.Grafana.Requests, request => Assert.Equal("GET", request.Method));
        Assert.InRange(world.Grafana.Requests.Count(request => request.Path == "/api/annotations"), 4, 6);
    }

    [Fact]
    public async Task What_a_webhook_announced_and_waits_is_shown_since_the_list_is_newer_than_the_webhook()
    {
        await using var world = await World.StartAsync();
        world.IncidentIo.Faults.Always(Fault.Status(503), request => request.Path.StartsWith("/v2/incidents/", StringComparison.Ordinal));
        var incident = world.Live(1);
        world.IncidentIo.Put(incident);
        await world.Sender.SendAsync(WebhookEvents.Updated(incident), Cancellation);

        await World.EventuallyAsync("a retry", () => world.Bridge.Log.Any(entry => entry.EventId == 5001));

        // As long as the bridge works on it, the command leaves it to the bridge.
        var run = await CommandRun.InAsync(world, "backfill", "--since", "90d");
        await World.EventuallyAsync("a backfill between two retries", async () =>
            run.Count("Incidents left to the bridge") == 0 || (run = await CommandRun.InAsync(world, "backfill", "--since", "90d")).Count("Incidents left to the bridge") == 0);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(1, run.Count("Annotations created"));
        Assert.Single(world.AnnotationsOf(incident));
        await world.IdleAsync();
    }

    [Fact]
    public async Task Beside_a_running_bridge_both_post_each_incident_once()
    {
        await using var world = await World.StartAsync();
        PutPast(world, 100);
        await using var backfill = new BridgeProcess(world.Environment, "backfill", "--since", "90d");

        backfill.Launch();
        foreach (var incident in world.IncidentIo.Incidents)
        {
            var delivery = await world.Sender.SendAsync(WebhookEvents.Updated(incident), Cancellation);
            Assert.Equal(204, delivery.Status);
        }

        Assert.Equal(0, await backfill.WaitForExitAsync(TimeSpan.FromMinutes(1), Cancellation));
        await world.IdleAsync();
        AssertOneAnnotationEach(world, 100);
    }

    [Fact]
    public async Task What_grafana_refuses_is_counted_by_its_reason_and_the_exit_code_says_so()
    {
        await using var world = await World.CreateAsync();
        world.Environment["Grafana__main__Token"] = world.Grafana.ViewerToken;
        PutPast(world, 3);

        var run = await CommandRun.InAsync(world, "backfill", "--since", "90d");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(3, run.Count("Incidents failed: auth"));
    }

    [Fact]
    public async Task A_list_that_breaks_off_is_not_complete()
    {
        await using var world = await World.CreateAsync();
        PutPast(world, 300);
        world.IncidentIo.Faults.Always(Fault.Status(401), request => request.QueryValue("after").Length > 0);

        var run = await CommandRun.InAsync(world, "backfill", "--since", "90d");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(250, run.Count("Incidents listed"));
        Assert.Contains("Not complete: incident.io's list broke off, auth", run.Output, StringComparison.Ordinal);
    }

    private static SimulatedIncident Past(World world, int number, double days)
    {
        var start = world.Now.AddDays(-days);
        return SimulatedIncident.Declared(number, $"Past {number}", start).Live(start).Resolved(start.AddHours(1));
    }

    private static void PutPast(World world, int count)
    {
        for (var number = 1; number <= count; number++)
        {
            world.IncidentIo.Put(Past(world, number, days: number * 80.0 / count));
        }
    }

    private static void AssertOneAnnotationEach(World world, int count)
    {
        var incidents = world.Grafana.Annotations.Select(annotation => annotation.Tag("x-incident")).ToList();
        Assert.Equal(count, incidents.Count);
        Assert.Distinct(incidents);
    }
}
