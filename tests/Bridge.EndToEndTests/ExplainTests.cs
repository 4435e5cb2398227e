using System.Text.Json.Nodes;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests;

/// <summary><c>explain</c> answers "why is INC-123 not on my graph?" in its first line, beside the bridge that runs.</summary>
public sealed class ExplainTests
{
    private const string Marker = "Xylophone-Merger";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Posted_it_says_as_which_annotation()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(123);
        await world.AnnounceAsync(incident);
        var annotation = await world.AnnotationAsync(incident, _ => true);
        await world.IdleAsync();

        var byReference = await CommandRun.InAsync(world, "explain", "inc-123");
        var byId = await CommandRun.InAsync(world, "explain", incident.Id);

        Assert.Equal("INC-123 is on your graph, in 1 place.", byReference.Headline);
        Assert.True(byReference.Says($"annotation {annotation.Id}, open since"));
        Assert.True(byReference.Says("1 webhook, the last at "));
        Assert.True(byReference.Says("Name        Checkout is slow"));
        Assert.False(byReference.Says("Next try"));
        Assert.Equal((0, 0), (byReference.ExitCode, byId.ExitCode));
        Assert.Equal(byReference.Output, byId.Output);
        Assert.True(world.Bridge.IsRunning);
    }

    [Fact]
    public async Task As_json_it_prints_the_document_of_the_management_port_with_more_in_it()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(123);
        await world.AnnounceAsync(incident);
        var annotation = await world.AnnotationAsync(incident, _ => true);
        await world.IdleAsync();

        var run = await CommandRun.InAsync(world, "explain", "inc-123", "--json");
        var explained = JsonNode.Parse(run.Output)!.AsObject();
        using var management = new HttpClient { BaseAddress = world.Bridge.ManagementUrl };
        var served = JsonNode.Parse(await management.GetStringAsync("/api/v1/incidents/inc-123", Cancellation))!.AsObject();
        var page = await management.GetStringAsync("/", Cancellation);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(served.Select(member => member.Key), explained.Select(member => member.Key));
        Assert.Equal(("INC-123 is on your graph, in 1 place.", "Checkout is slow", "posted"), ((string?)explained["headline"], (string?)explained["incident"]!["name"], (string?)explained["places"]![0]!["state"]));
        Assert.Equal((null, null, "recorded"), ((string?)served["headline"], served["incident"], (string?)served["places"]![0]!["state"]));
        Assert.Equal(annotation.Id, (long)explained["places"]![0]!["annotations"]![0]!["id"]!);
        Assert.Equal(explained["places"]![0]!["annotations"]!.ToJsonString(), served["places"]![0]!["annotations"]!.ToJsonString());
        Assert.Contains(">INC-123</a>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Checkout", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_grafana_has_is_asked_and_nothing_is_written()
    {
        await using var world = await World.StartAsync();
        var posted = new List<SimulatedAnnotation>();
        for (var number = 1; number <= 4; number++)
        {
            var incident = world.Live(number);
            await world.AnnounceAsync(incident);
            posted.Add(await world.AnnotationAsync(incident, _ => true));
        }

        await world.IdleAsync();
        world.Grafana.AddDashboard("public");
        world.Grafana.Remove(posted[0].Id);
        world.Grafana.Seed(posted[1] with { Text = "It was DNS" });
        world.Grafana.Seed(posted[2] with { DashboardUid = "public" });
        world.Grafana.Seed(posted[3] with { Id = 5000 });
        var before = world.Grafana.Annotations;
        world.Grafana.ForgetRequests();

        var runs = new List<CommandRun>();
        for (var number = 1; number <= 4; number++)
        {
            runs.Add(await CommandRun.InAsync(world, "explain", $"INC-{number}"));
        }

        Assert.All(runs, run => Assert.Equal(0, run.ExitCode));
        Assert.Equal($"INC-1 is not on your graph: annotation {posted[0].Id} is gone from Grafana.", runs[0].Headline);
        Assert.Equal($"INC-2 is on your graph, but not as it should be: annotation {posted[1].Id} is not as the bridge left it: somebody edited it.", runs[1].Headline);
        Assert.Equal($"INC-3 is not on your graph: annotation {posted[2].Id} lies on dashboard public, and not here.", runs[2].Headline);
        Assert.Equal($"INC-4 is on your graph, but not as it should be: annotations {posted[3].Id} and 5000 are the same one.", runs[3].Headline);
        string[] states = ["missing", "changed", "elsewhere", "double"];
        Assert.All(states.Zip(runs), pair => Assert.Matches($"default  main +{pair.First} ", pair.Second.Output));
        Assert.True(runs[0].Says("incident-bridge resync INC-1 puts it right now."));
        Assert.Equal(before.Select(one => one.Id), world.Grafana.Annotations.Select(one => one.Id));
        Assert.All(world.Grafana.Requests, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task An_old_state_is_outdated()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(123);
        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, _ => true);
        await world.IdleAsync();
        await world.Bridge.StopAsync(Cancellation);
        world.IncidentIo.Put(incident.Resolved(world.Now.AddMinutes(5)));

        var run = await CommandRun.InAsync(world, "explain", "INC-123");

        Assert.StartsWith("INC-123 is on your graph as it was: annotation ", run.Headline, StringComparison.Ordinal);
        Assert.Matches("outdated  annotation [0-9]+, open since .*, shows the state of .*Z; no try is planned", run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_grafana_that_cannot_be_asked_is_said_beside_what_the_bridge_remembers()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(123);
        await world.AnnounceAsync(incident);
        var annotation = await world.AnnotationAsync(incident, _ => true);
        await world.IdleAsync();
        world.Grafana.Faults.Always(Fault.Status(503), request => request.Path == "/api/annotations");

        var run = await CommandRun.InAsync(world, "explain", "INC-123");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches($"recorded  annotation {annotation.Id}, open since .*, by the bridge's own records; it could not be asked now: Grafana main ", run.Output);
    }

    [Fact]
    public async Task Not_received()
    {
        await using var world = await World.StartAsync();
        world.IncidentIo.Put(world.Live(123));

        var run = await CommandRun.InAsync(world, "explain", "INC-123");

        Assert.Equal("INC-123 is not on your graph: no webhook about it was received.", run.Headline);
        Assert.True(run.Says("None about any other incident was ever received either."));
        Assert.True(run.Says("public_incident.incident_created_v2"));
        Assert.True(run.Says("incident-bridge resync INC-123"));
    }

    [Fact]
    public async Task Over_before_the_bridge_was_installed()
    {
        await using var world = await World.StartAsync();
        var start = world.Now.AddDays(-3);
        world.IncidentIo.Put(SimulatedIncident.Declared(123, "Past", start).Live(start).Resolved(start.AddHours(1)));

        var run = await CommandRun.InAsync(world, "explain", "INC-123");

        Assert.Equal("INC-123 is not on your graph: it was over before the bridge was installed.", run.Headline);
        Assert.True(run.Says($"incident-bridge backfill --since {start:yyyy-MM-dd} posts it"));
        Assert.False(run.Says("Webhooks"));
    }

    [Fact]
    public async Task Filtered_by_mode()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(123).InMode("test");
        await world.AnnounceAsync(incident);
        await world.IdleAsync();

        var run = await CommandRun.InAsync(world, "explain", "INC-123");

        Assert.Equal(
            "INC-123 is not on your graph: its mode is test, and Annotations:Modes has standard, retrospective.", run.Headline);
    }

    [Fact]
    public async Task Filtered_by_route()
    {
        await using var world = await World.StartAsync(
            ("Routes__0__Name", "payments"),
            ("Routes__0__Match__CustomFields__0__Field", "Team"),
            ("Routes__0__Match__CustomFields__0__Value", "Payments"));
        var incident = world.Live(123).WithCustomField("Team", "Search", world.Now);
        await world.AnnounceAsync(incident);
        await world.IdleAsync();

        var run = await CommandRun.InAsync(world, "explain", "INC-123");

        Assert.Equal(
            "INC-123 is not on your graph: no route takes it; payments does not because its field Team is not Payments.", run.Headline);
        Assert.True(run.Says("Field       Team: Search"));
    }

    [Fact]
    public async Task Private_and_omitted()
    {
        await using var world = await World.StartAsync(("Annotations__Private", "omit"));
        var incident = Private(world, 123);
        await world.AnnounceAsync(incident);
        await world.IdleAsync();

        var hidden = await CommandRun.InAsync(world, "explain", "INC-123");
        var shown = await CommandRun.InAsync(world, "explain", "INC-123", "--show-private");

        Assert.Equal(
            "INC-123 is not on your graph: it is private, and private incidents are omitted (Annotations:Private is omit).",
            hidden.Headline);
        Assert.False(hidden.Says(Marker));
        Assert.True(hidden.Says("Visibility  private"));
        Assert.True(shown.Says($"Name        {Marker}"));
        Assert.True(shown.Says($"Field       {Marker}: {Marker}"));
    }

    [Fact]
    public async Task Parked_for_lack_of_access()
    {
        await using var world = await World.StartAsync();
        world.IncidentIo.HasGlobalAccess = false;
        var incident = Private(world, 123);
        await world.AnnounceAsync(incident);
        await World.EventuallyAsync("a dead letter", async () =>
            (await world.Bridge.ReadMetricsAsync(Cancellation))["incidentbridge_dead_letters{grafana=\"main\",reason=\"not_found\"}"] == 1);

        var byReference = await CommandRun.InAsync(world, "explain", "INC-123");
        var byId = await CommandRun.InAsync(world, "explain", incident.Id);

        Assert.Equal(
            "INC-123 is not on your graph: incident.io answers 404, and the key lacks the role global_access, so it may well be private.",
            byReference.Headline);
        Assert.True(byReference.Says("1 incident parked for lack of access (not_found), of which this may be one:"));
        Assert.True(byReference.Says($"  {incident.Id}  1 webhook, the last at "));
        Assert.Equal(
            $"Incident {incident.Id} is parked for lack of access: incident.io answers 404, and the key lacks the role global_access, so it may well be private.",
            byId.Headline);
        Assert.True(byId.Says("Next try at "));
        Assert.Equal((0, 0), (byReference.ExitCode, byId.ExitCode));
    }

    [Fact]
    public async Task Nowhere_to_be_found_although_the_key_sees_everything()
    {
        await using var world = await World.StartAsync();

        var run = await CommandRun.InAsync(world, "explain", "INC-404");

        Assert.Contains("the key has global_access, so it was deleted, is of another organization, or never was.", run.Headline, StringComparison.Ordinal);
        Assert.True(run.Says("No incident is parked for lack of access."));
    }

    [Fact]
    public async Task Grafana_refused()
    {
        await using var world = await World.CreateAsync();
        world.Environment["Grafana__main__Token"] = world.Grafana.ViewerToken;
        await world.Bridge.StartAsync(Cancellation);
        await world.AnnounceAsync(world.Live(123));
        await FailedOnceAsync(world);

        var run = await CommandRun.InAsync(world, "explain", "INC-123");

        Assert.Equal(
            "INC-123 is not on your graph: Grafana main refuses the credentials; check Grafana:main:Token, or User and Password, and that its service account has the role Editor (auth).",
            run.Headline);
        Assert.True(run.Says("1 attempt failed, the last for auth."));
        Assert.True(run.Says("Next try at "));
    }

    [Fact]
    public async Task Grafana_does_not_know_the_dashboard()
    {
        await using var world = await World.StartAsync(("Routes__0__Name", "shop"), ("Routes__0__Dashboards__0__Uid", "nowhere"));
        await world.AnnounceAsync(world.Live(123));
        await FailedOnceAsync(world);

        var run = await CommandRun.InAsync(world, "explain", "INC-123");

        Assert.Equal("INC-123 is not on your graph: Grafana main has no dashboard nowhere; check Routes (settings).", run.Headline);
        Assert.True(run.Says("a dead letter, which needs somebody to act"));
    }

    [Fact]
    public async Task In_triage()
    {
        await using var world = await World.StartAsync();
        await world.AnnounceAsync(SimulatedIncident.Declared(123, "Maybe", world.Now));
        await world.IdleAsync();

        var run = await CommandRun.InAsync(world, "explain", "INC-123");

        Assert.Equal("INC-123 is not on your graph: it is in triage, and Annotations:IncludeTriage is false.", run.Headline);
    }

    [Fact]
    public async Task Incident_io_is_away_and_that_is_no_answer()
    {
        await using var world = await World.StartAsync();
        world.IncidentIo.Faults.Always(Fault.Status(401));

        var run = await CommandRun.InAsync(world, "explain", "INC-123");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("incident.io refuses the key; check IncidentIo:ApiKey (auth: ", run.Headline, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_folder_than_the_bridges_is_not_taken_for_a_bridge_that_received_nothing()
    {
        await using var world = await World.CreateAsync();
        world.IncidentIo.Put(world.Live(123));

        var run = await CommandRun.InAsync(world, "explain", "INC-123");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            $"Storage:Path: there is no database at {world.DatabasePath}. The bridge makes it at its first start; run this command with the bridge's settings.",
            run.Errors);
        Assert.False(File.Exists(world.DatabasePath));
    }

    private static SimulatedIncident Private(World world, int number) =>
        world.Live(number, Marker).Summarised(Marker, world.Now).WithCustomField(Marker, Marker, world.Now).MadePrivate(world.Now);

    private static Task FailedOnceAsync(World world) => World.EventuallyAsync("an attempt that failed", async () =>
    {
        var run = await CommandRun.InAsync(world, "explain", "INC-123");
        return run.Says("1 attempt failed") && !run.Says("It is being worked on");
    });
}
