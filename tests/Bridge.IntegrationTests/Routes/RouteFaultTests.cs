using Bridge.Simulator.Http;

namespace Bridge.IntegrationTests.Routes;

/// <summary>A route that cannot be followed is told of and tried again, and no other route suffers from it.</summary>
public sealed class RouteFaultTests
{
    private const string DeadLetters = """incidentbridge_dead_letters{grafana="other",reason="settings"}""";

    private static readonly string[] Everything = ["Name=everything", "Grafana=main"];
    private static readonly string[] Misspelt = ["Name=misspelt", "Grafana=other", "Match:Severity=Majjor"];
    private static readonly string[] OnDashboard = ["Name=ops", "Grafana=other", "Dashboards:0:Uid=payments"];

    [Fact]
    public async Task A_severity_that_incident_io_does_not_have_is_a_dead_letter_and_the_other_routes_deliver()
    {
        await using var world = await RoutesWorld.StartAsync(Misspelt, Everything);
        var incident = world.Live(1);

        await world.BecomesAsync(incident, "dead_letter");

        Assert.Equal("settings", world.Bridge.WorkOn(incident.Id)!.Reason);
        Assert.Equal(["everything"], RoutesWorld.RoutesIn(world.Main, incident));
        Assert.Empty(world.Other.Annotations);
        Assert.Equal(1, (await world.Bridge.ReadMetricsAsync())[DeadLetters]);
        Assert.Contains(
            world.Bridge.Logs.GetSnapshot(),
            record => record.Id.Id == 5002 && record.Message.Contains("settings (route misspelt: incident.io has no severity Majjor)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_heals_once_incident_io_has_the_severity()
    {
        await using var world = await RoutesWorld.StartAsync(Misspelt, Everything);
        var incident = world.Live(1, "Majjor").Resolved(world.Now);
        await world.BecomesAsync(incident, "dead_letter");
        world.IncidentIo.Severities = [.. world.IncidentIo.Severities, new("Majjor", 4)];

        await world.Bridge.TryAgainAsync(world.Clock, incident.Id);

        Assert.Equal("succeeded", world.Bridge.WorkOn(incident.Id)!.Outcome);
        Assert.Equal(["misspelt"], RoutesWorld.RoutesIn(world.Other, incident));
        Assert.Single(world.Main.Annotations);
        Assert.Equal(0, (await world.Bridge.ReadMetricsAsync())[DeadLetters]);
    }

    [Fact]
    public async Task Severities_that_cannot_be_had_are_asked_for_again_and_nothing_is_lost()
    {
        await using var world = await RoutesWorld.StartAsync(["Name=serious", "Grafana=other", "Match:MinimumSeverity=Major"], Everything);
        world.IncidentIo.Faults.Always(Fault.Status(500), request => request.Path == "/v1/severities");
        var incident = world.Live(1);

        await world.BecomesAsync(incident, "retry");
        var meanwhile = RoutesWorld.RoutesIn(world.Main, incident);
        world.IncidentIo.Faults.Clear();
        await world.Bridge.TryAgainAsync(world.Clock, incident.Id);

        Assert.Equal(["everything"], meanwhile);
        Assert.Equal("succeeded", world.Bridge.WorkOn(incident.Id)!.Outcome);
        Assert.Equal(["serious"], RoutesWorld.RoutesIn(world.Other, incident));
        Assert.Single(world.Main.Annotations);
    }

    [Fact]
    public async Task An_open_region_of_another_route_still_moves_and_the_retry_comes_no_later_for_it()
    {
        await using var world = await RoutesWorld.StartAsync(["Name=ops", "Grafana=main", "Dashboards:0:Uid=payments"], Everything);
        var incident = world.Live(1);
        await world.BecomesAsync(incident, "dead_letter");

        for (var minute = 1; minute <= 5; minute++)
        {
            await world.Bridge.TryAgainAsync(world.Clock, incident.Id);

            Assert.Equal("dead_letter", world.Bridge.WorkOn(incident.Id)!.Outcome);
            Assert.InRange(Assert.Single(world.Main.Annotations).End - world.Now, TimeSpan.FromMinutes(minute + 5.8), TimeSpan.FromMinutes(minute + 6));
        }

        world.IncidentIo.Put(incident.Resolved(world.Now.AddMinutes(5)));
        await world.Bridge.TryAgainAsync(world.Clock, incident.Id);

        var wait = world.Bridge.WorkOn(incident.Id, "main")!.DueAt!.Value - world.Clock.GetUtcNow();
        Assert.InRange(wait, TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(12));
        Assert.Equal(1, (await world.Bridge.ReadMetricsAsync())["""incidentbridge_dead_letters_total{grafana="main",reason="settings"}"""]);
    }

    [Fact]
    public async Task With_no_other_route_to_look_after_it_is_tried_slowly()
    {
        await using var world = await RoutesWorld.StartAsync(OnDashboard);
        var incident = world.Live(1);

        await world.BecomesAsync(incident, "dead_letter");

        Assert.InRange(world.Bridge.WorkOn(incident.Id)!.DueAt!.Value - world.Clock.GetUtcNow(), TimeSpan.FromMinutes(8), TimeSpan.FromMinutes(12));
    }

    [Fact]
    public async Task A_grafana_that_refuses_the_token_does_not_slow_another_ones_open_regions()
    {
        await using var world = await RoutesWorld.StartAsync();
        world.Other.EditorToken = "rotated";
        var incident = world.Live(1);
        await world.BecomesAsync(incident, "retry");

        for (var tries = 0; tries < 12; tries++)
        {
            await world.Bridge.TryAgainAsync(world.Clock, incident.Id, "main");
        }

        var ahead = Assert.Single(world.Main.Annotations).End - world.Clock.GetUtcNow();
        Assert.InRange(ahead, TimeSpan.FromMinutes(4.9), TimeSpan.FromMinutes(6));
        Assert.InRange(world.Clock.GetUtcNow() - world.Now, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(13));
    }

    [Fact]
    public async Task An_incident_that_turns_private_loses_its_words_on_a_route_with_a_fault_too()
    {
        await using var world = await RoutesWorld.StartAsync(["Name=serious", "Grafana=other", "Match:MinimumSeverity=Major"], Everything);
        var incident = world.Live(1);
        await world.BecomesAsync(incident);
        var before = Assert.Single(world.Other.Annotations);
        world.IncidentIo.Severities = [new("Renamed", 2)];
        await world.Bridge.StopAsync();
        await world.Bridge.StartAgainAsync();

        await world.BecomesAsync(incident.MadePrivate(world.Now), "dead_letter");

        var after = Assert.Single(world.Other.Annotations);
        Assert.Equal(before.Id, after.Id);
        Assert.Contains("Checkout is slow", before.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Checkout", after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_in_a_grafana_that_was_removed_does_not_keep_an_unseen_incident_from_being_hidden()
    {
        await using var world = await RoutesWorld.StartAsync();
        var incident = world.Live(1);
        await world.BecomesAsync(incident);
        await world.Bridge.StopAsync();
        world.Bridge.Unset("Grafana:other:Url");
        world.Bridge.Unset("Grafana:other:Token");
        world.IncidentIo.HasGlobalAccess = false;
        await world.Bridge.StartAgainAsync();

        await world.BecomesAsync(incident.MadePrivate(world.Now), "retry");

        Assert.Equal("not_found", world.Bridge.WorkOn(incident.Id)!.Reason);
        Assert.DoesNotContain("Checkout", Assert.Single(world.Main.Annotations).Text, StringComparison.Ordinal);
    }
}
