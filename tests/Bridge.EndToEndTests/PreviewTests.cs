using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests;

/// <summary><c>preview</c> shows what would be posted, and touches nothing but incident.io.</summary>
public sealed class PreviewTests
{
    private const string Marker = "Xylophone-Merger";

    [Fact]
    public async Task It_is_a_table_of_what_would_be_posted_without_private_words_and_nothing_is_written()
    {
        await using var world = await World.CreateAsync();
        var start = world.Now.AddDays(-3);
        world.IncidentIo.Put(SimulatedIncident.Declared(1, "Checkout is slow", start).Live(start).WithSeverity("Major", 2, start).Resolved(start.AddHours(2)));
        world.IncidentIo.Put(world.Live(2, Marker).MadePrivate(world.Now));
        world.IncidentIo.Put(SimulatedIncident.Declared(3, "Maybe", start));

        var run = await CommandRun.InAsync(world, "preview");
        var shown = await CommandRun.InAsync(world, "preview", "--show-private");

        var lines = run.Output.Split('\n');
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(
            $"^INC-1 +resolved +region +{start:yyyy-MM-dd HH:mm:ss}Z +{start.AddHours(2):yyyy-MM-dd HH:mm:ss}Z +Major +default +main +Checkout is slow$",
            lines.Single(line => line.StartsWith("INC-1", StringComparison.Ordinal)));
        Assert.Matches(
            @"still open +none +default +main +\(private; --show-private shows it\)$",
            lines.Single(line => line.StartsWith("INC-2", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.StartsWith("INC-3", StringComparison.Ordinal));
        Assert.True(run.Says("2 annotations of 2 incidents would be posted, out of 3 created since "));
        Assert.False(run.Says(Marker));
        Assert.True(shown.Says(Marker));
        Assert.Empty(world.Grafana.Requests);
        Assert.False(File.Exists(world.DatabasePath));
    }

    [Fact]
    public async Task Routes_say_what_goes_where()
    {
        await using var world = await World.CreateAsync(
            ("Routes__0__Name", "shop"),
            ("Routes__0__Dashboards__0__Uid", "checkout"),
            ("Routes__0__Match__Type", "No such type"),
            ("Routes__1__Name", "all"),
            ("Routes__1__Dashboards__0__Uid", "overview"),
            ("Routes__1__Dashboards__0__Panel", "7"));
        world.IncidentIo.Put(world.Live(1));

        var run = await CommandRun.InAsync(world, "preview", "--since", "1d");

        Assert.Matches(@"INC-1 .* all +main, dashboard overview/7 ", run.Output);
        Assert.DoesNotContain("shop", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_incident_word_for_word_as_a_reader_sees_it_and_as_it_is_sent()
    {
        await using var world = await World.CreateAsync(("Routes__0__Name", "shop"), ("Routes__0__Dashboards__0__Uid", "overview"));
        world.IncidentIo.Put(world.Live(1, "Checkout & more").WithSeverity("Major", 2, world.Now));
        world.IncidentIo.Put(world.Live(2));

        var run = await CommandRun.InAsync(world, "preview", "INC-1", "--text");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("INC-1, region, open\n  Route    shop\n  Grafana  main, dashboard overview\n", run.Output, StringComparison.Ordinal);
        Assert.True(run.Says("  Tags     incident-io, severity:major, status:open, route:shop, dashboard:overview, x-incident:"), run.Output);
        Assert.True(run.Says("  Text     INC-1 Checkout & more\n           Major · Investigating · still open"), run.Output);
        Assert.True(run.Says("  HTML     <b>INC-1</b> Checkout &amp; more<br>"), run.Output);
        Assert.EndsWith("1 annotation would be posted.", run.Output, StringComparison.Ordinal);
        Assert.False(run.Says("INC-2"));
    }

    [Fact]
    public async Task Words_of_a_private_incident_that_grafana_would_get_are_shown_only_when_asked_for()
    {
        await using var world = await World.CreateAsync(("Annotations__Private", "full"));
        world.IncidentIo.Put(world.Live(2, Marker).MadePrivate(world.Now));

        var hidden = await CommandRun.InAsync(world, "preview", "INC-2", "--text");
        var shown = await CommandRun.InAsync(world, "preview", "INC-2", "--text", "--show-private");

        Assert.False(hidden.Says(Marker), hidden.Output);
        Assert.True(hidden.Says("  Text     (private; --show-private shows it)"));
        Assert.True(shown.Says($"  Text     INC-2 {Marker}"), shown.Output);
    }

    [Fact]
    public async Task One_of_which_nothing_would_be_posted_is_said_to_be_so()
    {
        await using var world = await World.CreateAsync();
        world.IncidentIo.Put(SimulatedIncident.Declared(3, "Maybe", world.Now));

        var run = await CommandRun.InAsync(world, "preview", "inc-3");

        Assert.Equal((0, "Nothing would be posted of INC-3. incident-bridge explain INC-3 says why."), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task What_a_person_typed_does_not_steer_the_terminal()
    {
        await using var world = await World.CreateAsync();
        world.IncidentIo.Put(world.Live(1, "red \u001b[31m alert\nINC-9 forged"));

        var run = await CommandRun.InAsync(world, "preview");

        Assert.DoesNotContain("\u001b", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Output.Split('\n'), line => line.StartsWith("INC-9", StringComparison.Ordinal));
    }
}
