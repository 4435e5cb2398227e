using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo;

namespace Bridge.IntegrationTests.Reconciliation;

/// <summary>Nothing shown twice and nothing stale either, in a Grafana of each version. (That nothing of others was touched, the world says at its end.)</summary>
public sealed class Nothing_is_touched_that_is_not_ours
{
    private static readonly string[] Words = ["Checkout 1 is slow", "Checkout 2 is slow"];

    public static TheoryData<GrafanaDialect> Grafanas => [.. GrafanaDialect.All, GrafanaDialect.V9WithNarrowToken, GrafanaDialect.V9WhereNewTagsFail];

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task Restored_from_a_backup_with_five_hundred_of_others_under_the_numbers_that_were_ours(GrafanaDialect dialect)
    {
        await using var world = await LookWorld.StartAsync(dialect);
        var empty = world.Grafana.Backup();
        List<SimulatedIncident> incidents = [.. Enumerable.Range(1, 8).Select(number => world.Live(number))];
        foreach (var incident in incidents)
        {
            await world.BecomesAsync(incident);
        }

        world.Grafana.Restore(empty);
        List<SimulatedAnnotation> others =
        [
            .. Enumerable.Range(0, 500).Select(number => world.Grafana.PostAs("admin", $"Deploy {number}", world.Now, world.Now, ["deploy"])),
        ];
        await world.BecomesAsync(incidents[0].Renamed("Checkout is down", world.Now));
        await world.BecomesAsync(incidents[1].Resolved(world.Now.AddMinutes(5)));
        await world.BecomesAsync(incidents[2].InStatus(SimulatedStatus.Canceled, world.Now));
        await world.BecomesAsync(incidents[3].MadePrivate(world.Now));
        await world.DriftAsync();

        Assert.Equal(others.Select(one => (one.Id, one.Text)), world.Grafana.WithTags("deploy").Select(one => (one.Id, one.Text)));
        Assert.All(incidents.Where(incident => incident != incidents[2]), incident => Assert.Single(world.Of(incident)));
        Assert.Empty(world.Of(incidents[2]));
        Assert.Equal(6, world.Grafana.FoundBy("incident-io", "status:open").Count);
        Assert.Single(world.Grafana.FoundBy("incident-io", "status:resolved"));

        await world.DriftAsync();
        Assert.Equal(507, world.Grafana.Annotations.Count);
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task Restored_while_writes_waited_for_the_store(GrafanaDialect dialect)
    {
        await using var world = await LookWorld.StartAsync(dialect);
        var empty = world.Grafana.Backup();
        List<SimulatedIncident> incidents = [.. Enumerable.Range(1, 4).Select(number => world.Live(number))];
        foreach (var incident in incidents)
        {
            await world.BecomesAsync(incident);
        }

        SimulatedIncident[] changed =
        [
            incidents[0].Summarised("It was DNS", world.Now).Renamed("Checkout is down", world.Now),
            incidents[1].Resolved(world.Now.AddMinutes(5)),
            incidents[2].InStatus(SimulatedStatus.Canceled, world.Now),
            incidents[3].MadePrivate(world.Now),
        ];
        foreach (var incident in changed)
        {
            var isRestored = false;
            world.Store.OnSaved = entry =>
            {
                if (!isRestored && entry.Fingerprint is null)
                {
                    isRestored = true;
                    world.Wait(FoundAnnotation.Freshness + TimeSpan.FromMilliseconds(1));
                    world.Grafana.Restore(empty);
                    _ = Enumerable.Range(0, 50).Select(number => world.Grafana.PostAs("admin", $"Deploy {number}", world.Now, world.Now, ["deploy"])).ToList();
                }
            };
            await world.BecomesAsync(incident);
            Assert.True(isRestored);
        }

        world.Store.OnSaved = _ => { };
        await world.DriftAsync();
        Assert.All(incidents.Where(incident => incident != incidents[2]), incident => Assert.Single(world.Of(incident)));
        Assert.Equal(53, world.Grafana.Annotations.Count);
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task Rebuilt_the_words_of_private_incidents_are_on_their_own_dashboard_alone(GrafanaDialect dialect)
    {
        await using var world = await LookWorld.StartAsync(
            dialect,
            ("Routes:0:Name", "ops"),
            ("Routes:1:Name", "insiders"),
            ("Routes:1:Private", "full"),
            ("Routes:1:Dashboards:0:Uid", "insiders"));
        world.Grafana.AddDashboard("insiders");
        SimulatedIncident[] incidents = [world.Live(1).MadePrivate(world.Now), world.Live(2).MadePrivate(world.Now)];
        foreach (var incident in incidents)
        {
            await world.BecomesAsync(incident);
        }

        // The numbers go to ours of other places, too.
        world.Grafana.Rebuild();
        await world.BecomesAsync(incidents[1].Summarised("It was DNS", world.Now));
        await world.DriftAsync();
        await world.BecomesAsync(incidents[0].Resolved(world.Now.AddMinutes(5)));
        await world.DriftAsync();

        Assert.All(
            world.Grafana.Annotations, one => Assert.Equal(one.DashboardUid == "insiders", Words.Any(name => one.Text.Contains(name, StringComparison.Ordinal))));
        Assert.Equal((2, 2), (world.Grafana.Annotations.Count(one => one.DashboardUid is null), world.Grafana.Annotations.Count(one => one.DashboardUid == "insiders")));
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task What_lies_in_another_place_is_taken_away_and_made_anew(GrafanaDialect dialect)
    {
        await using var world = await LookWorld.StartAsync(dialect, ("Routes:0:Name", "ops"), ("Routes:0:Dashboards:0:Uid", "insiders"));
        world.Grafana.AddDashboard("insiders");
        world.Grafana.AddDashboard("public");
        var incident = world.Live(1);
        await world.BecomesAsync(incident);
        var first = Assert.Single(world.Of(incident));
        world.Grafana.Seed(first with { DashboardUid = "public" });

        await world.DriftAsync();

        var again = Assert.Single(world.Of(incident));
        Assert.Equal(("insiders", first.Text), (again.DashboardUid, again.Text));
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task Each_query_by_a_tag_draws_what_has_the_tag_and_nothing_else(GrafanaDialect dialect)
    {
        await using var world = await LookWorld.StartAsync(dialect);
        var incident = world.Live(1);
        await world.BecomesAsync(incident);
        await world.BecomesAsync(incident.WithSeverity("Critical", 3, world.Now));
        await world.BecomesAsync(incident.WithSeverity("Critical", 3, world.Now).Resolved(world.Now.AddMinutes(5)));

        Assert.Empty(world.Grafana.FoundBy("incident-io", "status:open"));
        Assert.Empty(world.Grafana.FoundBy("incident-io", "severity:minor"));
        Assert.Single(world.Grafana.FoundBy("incident-io", "status:resolved"));
        Assert.Single(world.Grafana.FoundBy("incident-io", "severity:critical"));
        Assert.Single(world.Grafana.Annotations);
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task A_create_that_was_cut_in_half_is_found_and_is_one_in_the_end(GrafanaDialect dialect)
    {
        await using var world = await LookWorld.StartAsync(dialect);
        var incident = world.Live(1);
        world.Grafana.Faults.Once(world.Grafana.CreateCutInHalf, request => request.Method == "POST");
        world.IncidentIo.Put(incident);
        await world.Bridge.AnnounceAsync(incident.Id);
        await world.Bridge.HasEndedAsync(incident.Id, "retry");

        await world.SucceedsAsync(incident);
        await world.BecomesAsync(incident.MadePrivate(world.Now));

        Assert.Single(world.Grafana.Annotations);
        Assert.Single(world.Grafana.FoundBy("incident-io", $"x-incident:{incident.Id}"));
        Assert.DoesNotContain("Checkout", world.Grafana.Annotations[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_listed_twice_is_no_double()
    {
        await using var world = await LookWorld.StartAsync(GrafanaDialect.V12);
        world.Grafana.RepeatsItems = true;
        var incident = world.Live(1);
        await world.BecomesAsync(incident);
        await world.BecomesAsync(incident.Renamed("Checkout is down", world.Now));
        await world.DriftAsync();

        Assert.Equal(1, Assert.Single(world.Grafana.Annotations).Id);
        Assert.DoesNotContain(world.Grafana.Requests, request => request.Method == "DELETE");
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task What_was_taken_away_does_not_come_back_with_a_restore(GrafanaDialect dialect)
    {
        await using var world = await LookWorld.StartAsync(dialect, ("Annotations:Private", "omit"));
        SimulatedIncident[] incidents = [world.Live(1), world.Live(2)];
        foreach (var incident in incidents)
        {
            await world.BecomesAsync(incident);
        }

        var shown = world.Grafana.Backup();
        await world.BecomesAsync(incidents[0].InStatus(SimulatedStatus.Declined, world.Now));
        await world.BecomesAsync(incidents[1].MadePrivate(world.Now));
        Assert.Empty(world.Grafana.Annotations);
        world.Grafana.Restore(shown);

        await world.DriftAsync();

        Assert.Empty(world.Grafana.Annotations);
        Assert.Equal(2, world.Bridge.Logs.GetSnapshot().Count(line => line.Id.Id == EventIds.DriftFound && line.Message.Contains("returned", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task What_a_clean_up_takes_away_is_put_back_once_and_then_left_alone(GrafanaDialect dialect)
    {
        await using var world = await LookWorld.StartAsync(dialect);
        SimulatedIncident[] ended = [world.Live(1).Resolved(world.Now), world.Live(2).Resolved(world.Now)];
        var open = world.Live(3);
        foreach (var incident in ended.Append(open))
        {
            await world.BecomesAsync(incident);
        }

        world.Grafana.CleanUp(maxAnnotationsToKeep: 0);
        await world.DriftAsync();
        Assert.Equal(3, world.Grafana.Annotations.Count);

        for (var run = 0; run < 3; run++)
        {
            world.Grafana.CleanUp(maxAnnotationsToKeep: 0);
            await world.DriftAsync();
            Assert.Equal([open.Id], world.Grafana.Annotations.Select(one => one.Tag("x-incident")));
        }

        Assert.Single(world.Bridge.Logs.GetSnapshot(), line => line.Id.Id == EventIds.GrafanaCleansUp);
    }

    [Fact]
    public async Task What_was_posted_to_a_dashboard_that_went_in_between_is_taken_away_at_once()
    {
        await using var world = await LookWorld.StartAsync(
            GrafanaDialect.V9, ("Routes:0:Name", "insiders"), ("Routes:0:Private", "full"), ("Routes:0:Dashboards:0:Uid", "insiders"));
        world.Grafana.AddDashboard(id: 0, "insiders");
        world.Grafana.Faults.Once(Fault.ConnectionReset, request =>
        {
            if (request.Method == "POST")
            {
                world.Grafana.RemoveDashboard("insiders");
            }

            return false;
        });

        await world.BecomesAsync(world.Live(1).MadePrivate(world.Now), "dead_letter");

        Assert.Empty(world.Grafana.Annotations);
        Assert.Equal(["POST", "DELETE"], world.Grafana.Requests.Where(request => request.Method != "GET").Select(request => request.Method));
    }

    [Fact]
    public async Task A_dashboard_without_a_number_is_posted_to_by_its_uid()
    {
        await using var world = await LookWorld.StartAsync(GrafanaDialect.V12, ("Routes:0:Name", "ops"), ("Routes:0:Dashboards:0:Uid", "new"));
        world.Grafana.AddDashboard(id: 0, "new");
        var incident = world.Live(1);

        await world.BecomesAsync(incident);

        Assert.Equal("new", Assert.Single(world.Of(incident)).DashboardUid);
    }
}
