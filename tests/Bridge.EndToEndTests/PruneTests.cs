using Bridge.Simulator.Grafana;
using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests;

/// <summary><c>prune</c> deletes the bridge's own old annotations, and nothing else.</summary>
public sealed class PruneTests
{
    [Fact]
    public async Task It_shows_them_first_and_deletes_them_when_told_to()
    {
        await using var world = await World.CreateAsync();
        var old = Past(world, 1, days: 400);
        var recent = Past(world, 2, days: 100);
        world.IncidentIo.Put(old);
        world.IncidentIo.Put(recent);
        await CommandRun.InAsync(world, "backfill", "--since", "1000d");
        world.Grafana.ForgetRequests();

        var shown = await CommandRun.InAsync(world, "prune", "--older-than", "365d");
        var reads = world.Grafana.Requests;
        var deleted = await CommandRun.InAsync(world, "prune", "--older-than", "365d", "--yes");
        var again = await CommandRun.InAsync(world, "prune", "--older-than", "365d", "--yes");

        Assert.Equal((0, 0, 0), (shown.ExitCode, deleted.ExitCode, again.ExitCode));
        Assert.Matches($@"\d+ +{old.Id} +default +", shown.Output);
        Assert.True(shown.Says("1 annotation that ended before "));
        Assert.All(reads, request => Assert.Equal("GET", request.Method));
        Assert.True(deleted.Says("1 of 1 annotation that ended before "));
        Assert.Equal(recent.Id, Assert.Single(world.Grafana.Annotations).Tag("x-incident"));
        Assert.True(again.Says("no annotation of the bridge ended before "));
    }

    [Fact]
    public async Task They_are_listed_in_the_order_in_which_they_ended()
    {
        await using var world = await World.CreateAsync();
        foreach (var (id, days) in ((long, int)[])[(1, 400), (2, 500), (3, 450)])
        {
            var end = world.Now.AddDays(-days);
            string[] tags = ["incident-io", $"x-incident:01{id}", "route:default", "status:resolved"];
            world.Grafana.Seed(new SimulatedAnnotation(id, null, 0, end.AddHours(-1), end, "x", tags, end, end));
        }

        var run = await CommandRun.InAsync(world, "prune", "--older-than", "365d");

        Assert.Equal(["2", "3", "1"], run.Output.Split('\n')[1..4].Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task What_is_open_or_of_another_route_or_of_somebody_else_stays()
    {
        await using var world = await World.StartAsync();
        var longAgo = world.Now.AddDays(-500);
        string[][] tags =
        [
            ["incident-io", "x-incident:01OPEN", "route:default", "status:open"],
            ["incident-io", "x-incident:01OTHER", "route:other", "status:resolved"],
            ["incident-io", "a:b", "status:resolved"],
            ["deploy", "x-incident:01THEIRS", "route:default", "status:resolved"],
            ["incident-io", "x-incident:01OURS", "route:default", "status:resolved"],
            ["incident-io", "incident:01OLDER", "route:default", "status:resolved", "ref:INC-1", "severity:major"],
        ];
        for (var index = 0; index < tags.Length; index++)
        {
            world.Grafana.Seed(new SimulatedAnnotation(index + 1, null, 0, longAgo, longAgo.AddHours(1), "x", tags[index], longAgo, longAgo));
        }

        var run = await CommandRun.InAsync(world, "prune", "--older-than", "365d", "--yes");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal([1, 2, 3, 4], world.Grafana.Annotations.Select(annotation => annotation.Id));
    }

    [Fact]
    public async Task A_route_that_the_settings_do_not_have_any_more_is_taken_away_when_it_is_named_and_nothing_else()
    {
        await using var world = await World.StartAsync();
        var ours = world.Live(1);
        await world.AnnounceAsync(ours);
        var kept = await world.AnnotationAsync(ours, _ => true);
        await world.IdleAsync();
        var longAgo = world.Now.AddDays(-500);
        string[][] tags =
        [
            ["incident-io", $"x-incident:{ours.Id}", "route:gone", "status:open"],
            ["incident-io", "x-incident:01OLD", "route:gone", "status:resolved"],
            ["incident-io", "x-incident:01OTHER", "route:other", "status:resolved"],
            ["deploy", "x-incident:01THEIRS", "route:gone", "status:resolved"],
        ];
        for (var index = 0; index < tags.Length; index++)
        {
            var start = index == 0 ? world.Now : longAgo;
            world.Grafana.Seed(new SimulatedAnnotation(1001 + index, null, 0, start, start.AddHours(1), "x", tags[index], longAgo, longAgo));
        }

        var shown = await CommandRun.InAsync(world, "prune", "--route", "gone");
        var old = await CommandRun.InAsync(world, "prune", "--route", "gone", "--older-than", "365d");
        var before = world.Grafana.Annotations.Count;
        var deleted = await CommandRun.InAsync(world, "prune", "--route", "gone", "--yes");

        Assert.Equal((0, 0, 0), (shown.ExitCode, old.ExitCode, deleted.ExitCode));
        Assert.True(shown.Says("Grafana main: 2 annotations of route gone would be deleted. --yes deletes them."), shown.Everything);
        Assert.True(old.Says("Grafana main: 1 annotation of route gone that ended before "), old.Everything);
        Assert.Equal(5, before);
        Assert.True(deleted.Says("Grafana main: 2 of 2 annotations of route gone deleted."), deleted.Everything);
        Assert.Equal([kept.Id, 1003, 1004], world.Grafana.Annotations.Select(annotation => annotation.Id));
    }

    [Fact]
    public async Task A_route_that_the_settings_have_is_refused_since_it_would_be_posted_again()
    {
        await using var world = await World.CreateAsync();

        var run = await CommandRun.InAsync(world, "prune", "--route", "default", "--yes");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("The settings have the route default, so the bridge would post its annotations again.", run.Errors, StringComparison.Ordinal);
        Assert.Empty(world.Grafana.Requests);
    }

    [Fact]
    public async Task Pruned_from_the_ledger_too_a_later_look_does_not_miss_it()
    {
        await using var world = await World.CreateAsync();
        var old = Past(world, 1, days: 400);
        world.IncidentIo.Put(old);
        await CommandRun.InAsync(world, "backfill", "--since", "1000d");
        await CommandRun.InAsync(world, "prune", "--older-than", "365d", "--yes");

        var run = await CommandRun.InAsync(world, "explain", "INC-1");

        Assert.DoesNotContain("annotation 1", run.Output, StringComparison.Ordinal);
        Assert.Empty(world.Grafana.Annotations);
    }

    [Fact]
    public async Task More_than_one_answer_of_grafana_holds_are_all_found()
    {
        const int count = 6000;
        await using var world = await World.CreateAsync();
        for (var number = 1; number <= count; number++)
        {
            var end = world.Now.AddDays(-400).AddMinutes(-number);
            string[] tags = ["incident-io", $"x-incident:01{number}", "route:default", "status:resolved"];
            world.Grafana.Seed(new SimulatedAnnotation(number, null, 0, end.AddHours(-1), end, "x", tags, end, end));
        }

        var run = await CommandRun.InAsync(world, "prune", "--older-than", "365d");

        Assert.True(run.Says($"{count} annotations that ended before "));
        Assert.InRange(world.Grafana.Requests.Count, 2, 5);
    }

    [Fact]
    public async Task What_the_bridge_is_going_to_look_at_again_is_left()
    {
        await using var world = await World.CreateAsync();
        var old = Past(world, 1, days: 400);
        world.IncidentIo.Put(old);
        await CommandRun.InAsync(world, "backfill", "--since", "1000d");
        world.IncidentIo.Faults.Always(Fault.Status(503));
        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        await world.AnnounceAsync(old);

        var run = await CommandRun.InAsync(world, "prune", "--older-than", "365d", "--yes");

        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Says("1 left: the bridge works on their incidents."));
        Assert.Single(world.Grafana.Annotations);
    }

    [Fact]
    public async Task A_grafana_that_cannot_be_searched_is_said_and_the_exit_code_says_so()
    {
        await using var world = await World.CreateAsync(("Grafana__main__Token", "wrong"));

        var run = await CommandRun.InAsync(world, "prune", "--older-than", "365d");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            "Grafana main could not be searched: Grafana main refuses the credentials; check Grafana:main:Token, or User and Password, and that its service account has the role Editor (auth).",
            run.Errors);
    }

    private static SimulatedIncident Past(World world, int number, double days)
    {
        var start = world.Now.AddDays(-days);
        return SimulatedIncident.Declared(number, $"Past {number}", start).Live(start).Resolved(start.AddHours(1));
    }
}
