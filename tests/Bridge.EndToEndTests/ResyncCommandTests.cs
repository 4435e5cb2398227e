using Bridge.Simulator.Grafana;
using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests;

/// <summary><c>resync</c> brings one incident up to date and says what it did, beside the bridge that runs.</summary>
public sealed class ResyncCommandTests
{
    public static readonly TheoryData<GrafanaDialect> Grafanas = [.. GrafanaDialect.All];

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

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task What_somebody_deleted_is_put_back(GrafanaDialect dialect)
    {
        await using var world = await World.StartAsync();
        world.Grafana.Dialect = dialect;
        var (incident, before) = await PostedAsync(world);
        world.Grafana.Remove(before.Id);

        var run = await CommandRun.InAsync(world, "resync", "INC-123");
        var again = await CommandRun.InAsync(world, "resync", "INC-123");

        var after = Assert.Single(world.AnnotationsOf(incident));
        Assert.Equal((before.Text, before.Start, before.End), (after.Text, after.Start, after.End));
        Assert.Matches($@"created  {after.Id} +region  default  main", run.Output);
        Assert.Equal("INC-123 was up to date. Nothing had to be done.", again.Headline);
        Assert.Equal((0, 0), (run.ExitCode, again.ExitCode));
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task What_somebody_edited_says_again_what_it_should(GrafanaDialect dialect)
    {
        await using var world = await World.StartAsync();
        world.Grafana.Dialect = dialect;
        var (incident, before) = await PostedAsync(world);
        world.Grafana.Seed(before with { Text = "It was DNS" });

        var run = await CommandRun.InAsync(world, "resync", "INC-123");

        var after = Assert.Single(world.AnnotationsOf(incident));
        Assert.Equal((before.Id, before.Text), (after.Id, after.Text));
        Assert.Matches($@"updated  {after.Id} +region  default  main", run.Output);
    }

    [Fact]
    public async Task What_somebody_copied_is_taken_away()
    {
        await using var world = await World.StartAsync();
        var (incident, before) = await PostedAsync(world);
        world.Grafana.Seed(before with { Id = before.Id + 1000 });

        var run = await CommandRun.InAsync(world, "resync", "INC-123");

        Assert.Equal(before.Id, Assert.Single(world.AnnotationsOf(incident)).Id);
        Assert.Matches($@"taken away  {before.Id + 1000} +region  default  main", run.Output);
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task What_lies_on_another_dashboard_is_taken_away_there_and_made_where_it_should_be(GrafanaDialect dialect)
    {
        await using var world = await World.CreateAsync(("Routes__0__Name", "shop"), ("Routes__0__Dashboards__0__Uid", "shop"));
        world.Grafana.Dialect = dialect;
        world.Grafana.AddDashboard("shop");
        world.Grafana.AddDashboard("public");
        await world.Bridge.StartAsync(Cancellation);
        var (incident, before) = await PostedAsync(world);
        world.Grafana.Seed(before with { DashboardUid = "public" });

        var run = await CommandRun.InAsync(world, "resync", "INC-123");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("shop", Assert.Single(world.AnnotationsOf(incident)).DashboardUid);
        Assert.Matches($@"taken away  {before.Id} ", run.Output);
        Assert.Matches(@"created +\d+ +region  shop +main, dashboard shop", run.Output);
    }

    [Fact]
    public async Task Who_asks_gets_back_also_what_grafanas_own_clean_up_seems_to_have_taken()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(123).Resolved(world.Now);
        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, _ => true);
        await world.IdleAsync();

        for (var time = 0; time < 3; time++)
        {
            world.Grafana.CleanUp(maxAnnotationsToKeep: 0);
            Assert.Empty(world.AnnotationsOf(incident));

            var run = await CommandRun.InAsync(world, "resync", "INC-123");

            Assert.Equal("INC-123 is up to date.", run.Headline);
            Assert.Single(world.AnnotationsOf(incident));
        }
    }

    [Fact]
    public async Task A_replayed_webhook_of_what_was_worked_on_is_a_duplicate_and_repairs_nothing()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(123);
        var delivery = await world.AnnounceAsync(incident);
        var before = await world.AnnotationAsync(incident, _ => true);
        await world.IdleAsync();
        world.Grafana.Remove(before.Id);

        await world.Sender.ReplayAsync(delivery, Cancellation);
        await world.IdleAsync();

        Assert.Empty(world.AnnotationsOf(incident));
        Assert.Equal(1, (await world.Bridge.ReadMetricsAsync(Cancellation))["incidentbridge_webhook_accepted_total{result=\"duplicate\"}"]);
    }

    [Fact]
    public async Task While_the_bridge_works_on_it_the_command_waits_and_then_does_its_own_work()
    {
        const string Waits = "Somebody works on INC-123 already; waiting for them to end.";
        await using var world = await World.StartAsync(("Grafana__main__Timeout", "00:01:00"));
        var incident = world.Live(123);
        var released = new TaskCompletionSource();
        world.Grafana.Faults.Once(Fault.HangsUntil(released.Task), request => request.Method == "POST");
        await world.AnnounceAsync(incident);
        await World.EventuallyAsync("the bridge at work", () => world.Grafana.Requests.Any(request => request.Method == "POST"));

        var run = await CommandRun.InAsync(
            world,
            ["resync", "INC-123"],
            async command =>
            {
                await World.EventuallyAsync("the command waiting", () => command.Output.Contains(Waits));
                released.SetResult();
            });

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Waits, run.Headline);
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
        Assert.True(run.Says("route default: Grafana main refuses the credentials; check Grafana:main:Token, or User and Password"));
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

    /// <summary>An incident that the bridge has posted and is done with.</summary>
    private static async Task<(SimulatedIncident Incident, SimulatedAnnotation Annotation)> PostedAsync(World world)
    {
        var incident = world.Live(123);
        await world.AnnounceAsync(incident);
        var annotation = await world.AnnotationAsync(incident, _ => true);
        await world.IdleAsync();
        return (incident, annotation);
    }
}
