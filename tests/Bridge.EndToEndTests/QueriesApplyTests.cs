using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.Http;

namespace Bridge.EndToEndTests;

/// <summary><c>queries --apply</c> brings the queries to dashboards through Grafana's API, and changes nothing else of them.</summary>
public sealed class QueriesApplyTests
{
    private static readonly string[] Names = ["Incidents: Critical", "Incidents: Major", "Incidents: Minor", "Incidents: all open"];

    /// <summary>The promise for those who have hundreds of dashboards.</summary>
    [Fact]
    public async Task Of_two_hundred_dashboards_only_annotation_queries_change_and_a_second_run_saves_nothing()
    {
        const int count = 200;
        await using var world = await World.CreateAsync();
        world.Grafana.AddFolder("shop", "The shop");
        for (var number = 1; number <= count; number++)
        {
            world.Grafana.AddDashboard(Uid(number), Example(number), "shop");
        }

        world.Grafana.AddDashboard("elsewhere", Example(7));
        var before = Models(world.Grafana, count);
        var elsewhere = world.Grafana.Model("elsewhere");

        var shown = await CommandRun.InAsync(world, "queries", "--apply", "The shop");
        var dry = await CommandRun.InAsync(world, "queries", "--apply", "shop", "--dry-run");
        var writes = world.Grafana.Requests.Count(request => request.Method != "GET");
        var saved = await CommandRun.InAsync(world, "queries", "--apply", "shop", "--yes");
        var saves = world.Grafana.Saves.Count;
        var after = Models(world.Grafana, count);
        var again = await CommandRun.InAsync(world, "queries", "--apply", "shop", "--yes");

        Assert.Equal((0, 0, 0, 0), (shown.ExitCode, dry.ExitCode, saved.ExitCode, again.ExitCode));
        Assert.Equal(shown.Output, dry.Output);
        Assert.Equal(0, writes);
        Assert.True(shown.Says("Grafana main: 200 of 200 dashboards would be changed. --yes saves them."), shown.Output);
        Assert.True(shown.Says("Board 1 (board-1)\n  + Incidents: Critical\n  + Incidents: Major\n"), shown.Output);
        Assert.True(saved.Says("Grafana main: 200 of 200 dashboards changed."), saved.Output);
        Assert.True(saved.Says("  saved as version 2\n"), saved.Output);
        Assert.Equal(count, saves);
        for (var index = 0; index < count; index++)
        {
            Assert.Equal(Names.Order(StringComparer.Ordinal), OursIn(after[index]).Order(StringComparer.Ordinal));
            Assert.True(JsonNode.DeepEquals(WithoutOurs(before[index]), WithoutOurs(after[index])), after[index].ToJsonString());
            Assert.Equal("shop", world.Grafana.Dashboard(Uid(index + 1)).FolderUid);
        }

        Assert.True(JsonNode.DeepEquals(elsewhere, world.Grafana.Model("elsewhere")));
        Assert.True(again.Says("Grafana main: 0 of 200 dashboards changed, 200 right already."), again.Output);
        Assert.Equal(saves, world.Grafana.Saves.Count);
    }

    [Fact]
    public async Task What_somebody_else_saves_meanwhile_is_kept()
    {
        await using var world = await World.CreateAsync();
        world.Grafana.AddDashboard("board", Example(1));
        world.Grafana.Faults.Once(world.Grafana.EditedMeanwhile("board", model => model["theirs"] = "kept"), request => request.Method == "POST");

        var run = await CommandRun.InAsync(world, "queries", "--apply", "team-a", "--yes");

        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Says("not saved: somebody else saved it meanwhile (HTTP 412). It is read again."), run.Output);
        Assert.True(run.Says("saved as version 3"), run.Output);
        Assert.Equal("kept", (string?)world.Grafana.Model("board")["theirs"]);
        Assert.Equal(Names.Order(StringComparer.Ordinal), OursIn(world.Grafana.Model("board")).Order(StringComparer.Ordinal));
        Assert.Equal(2, world.Grafana.Saves.Count);
    }

    [Fact]
    public async Task Who_is_saved_over_twice_is_told_and_overwrites_nobody()
    {
        await using var world = await World.CreateAsync();
        world.Grafana.AddDashboard("board", Example(1));
        world.Grafana.Faults.Times(2, world.Grafana.EditedMeanwhile("board", model => model["theirs"] = "kept"), request => request.Method == "POST");

        var run = await CommandRun.InAsync(world, "queries", "--apply", "team-a", "--yes");

        Assert.Equal(1, run.ExitCode);
        Assert.True(run.Says("not saved: somebody else saved it once more meanwhile (HTTP 412). Run this again."), run.Output);
        Assert.True(run.Says("Grafana main: 0 of 1 dashboard changed, 1 failed."), run.Output);
        Assert.Equal("kept", (string?)world.Grafana.Model("board")["theirs"]);
        Assert.All(world.Grafana.Saves, save => Assert.False((bool)JsonNode.Parse(save.Body)!["overwrite"]!));
    }

    [Fact]
    public async Task A_severity_that_was_renamed_or_removed_takes_its_query_along()
    {
        await using var world = await World.CreateAsync();
        world.Grafana.AddDashboard("board", Example(1));
        await CommandRun.InAsync(world, "queries", "--apply", "team-a", "--yes");
        world.Grafana.Edit("board", model => Ours(model, "Incidents: Major")["iconColor"] = "blue");
        world.IncidentIo.Severities = [new("Major", 2), new("Catastrophe", 3)];

        var run = await CommandRun.InAsync(world, "queries", "--apply", "team-a", "--yes");

        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Says("  + Incidents: Catastrophe\n  - Incidents: Critical\n  - Incidents: Minor\n"), run.Output);
        Assert.Equal(["Incidents: Catastrophe", "Incidents: Major", "Incidents: all open"], OursIn(world.Grafana.Model("board")));
        Assert.Equal("blue", (string?)Ours(world.Grafana.Model("board"), "Incidents: Major")["iconColor"]);
    }

    [Fact]
    public async Task Those_that_must_not_be_touched_are_left_alone_and_named()
    {
        await using var world = await World.CreateAsync();
        var grafana = world.Grafana;
        grafana.AddDashboard(grafana.AddDashboard("provisioned", Example(1)) with { IsProvisioned = true });
        grafana.AddDashboard(grafana.AddDashboard("newer", Example(2)) with { IsOfNewerSchema = true });
        grafana.AddDashboard(grafana.AddDashboard("public", Example(3)) with { SharesAnnotations = true });
        grafana.AddDashboard(grafana.AddDashboard("quiet", Example(4)) with { SharesAnnotations = false });
        grafana.AddDashboard(grafana.AddDashboard("unclear", Example(4)) with { SharesAnnotations = false });
        grafana.Faults.Once(Fault.Answering(Answer.Json(403, new JsonObject())), request => request.Path == "/api/dashboards/uid/unclear/public-dashboards");
        grafana.AddDashboard("odd", Example(5, annotations: JsonValue.Create("odd")));

        var run = await CommandRun.InAsync(world, "queries", "--apply", "tag:team-a", "--yes");

        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.True(run.Says("(provisioned)\n  left alone: it is provisioned; put the queries into the file that it comes from.\n"), run.Output);
        Assert.True(run.Says("(newer)\n  left alone: it was saved in the newer schema; paste what --v2 prints into its spec.annotations.\n"), run.Output);
        Assert.True(run.Says("(public)\n  left alone: it is public and shows annotations, so everybody would see incidents.\n"), run.Output);
        Assert.True(run.Says("(unclear)\n  left alone: it is public, and Grafana does not say whether it shows annotations (HTTP 403).\n"), run.Output);
        Assert.True(run.Says("(odd)\n  left alone: its annotations have a form that this version of the bridge does not know.\n"), run.Output);
        Assert.True(run.Says("Grafana main: 1 of 6 dashboards changed, 5 left alone."), run.Output);
        Assert.Equal("quiet", (string)JsonNode.Parse(Assert.Single(grafana.Saves).Body)!["dashboard"]!["uid"]!);
    }

    [Fact]
    public async Task A_token_that_may_not_save_is_told_what_it_needs_and_another_one_does_it()
    {
        await using var world = await World.CreateAsync(("Grafana__main__Token", "simulated-grafana-viewer"));
        world.Grafana.AddDashboard("board", Example(1));

        var refused = await CommandRun.InAsync(world, "queries", "--apply", "team-a", "--yes");
        world.Environment["Grafana__main__DashboardsToken"] = world.Grafana.EditorToken;
        world.Grafana.ForgetRequests();
        var done = await CommandRun.InAsync(world, "queries", "--apply", "team-a", "--yes");

        Assert.Equal((1, 0), (refused.ExitCode, done.ExitCode));
        Assert.True(refused.Says("left alone: the token may not save it. It needs dashboards:write there: the role Editor, or Edit on the folder. Grafana:main:DashboardsToken takes a token for this command alone."), refused.Output);
        Assert.All(world.Grafana.Requests, request => Assert.Equal($"Bearer {world.Grafana.EditorToken}", request.Authorization));
        Assert.True(done.Says("Grafana main: 1 of 1 dashboard changed."), done.Output);
    }

    [Fact]
    public async Task A_save_that_is_refused_does_not_stop_the_others()
    {
        await using var world = await World.CreateAsync();
        world.Grafana.AddDashboard("a", Example(1));
        world.Grafana.AddDashboard("b", Example(2));
        var refusal = Answer.Json(403, new JsonObject { ["message"] = "Access denied to save dashboard" });
        world.Grafana.Faults.Once(Fault.Answering(refusal), request => request.Method == "POST");

        var run = await CommandRun.InAsync(world, "queries", "--apply", "team-a", "--yes");

        Assert.Equal(1, run.ExitCode);
        Assert.True(run.Says("not saved: the token may not save it (HTTP 403: Access denied to save dashboard). It needs dashboards:write there"), run.Output);
        Assert.True(run.Says("Grafana main: 1 of 2 dashboards changed, 1 failed."), run.Output);
    }

    [Fact]
    public async Task A_grafana_that_goes_away_ends_it_and_the_rest_is_counted()
    {
        await using var world = await World.CreateAsync();
        for (var number = 1; number <= 3; number++)
        {
            world.Grafana.AddDashboard(Uid(number), Example(number));
        }

        world.Grafana.Faults.Always(Fault.Status(502), request => request.Method == "POST");

        var run = await CommandRun.InAsync(world, "queries", "--apply", "team-a", "--yes");

        Assert.Equal(1, run.ExitCode);
        Assert.True(run.Says("perhaps not saved: Grafana main answers with errors of its own"), run.Output);
        Assert.True(run.Says("Grafana main: 0 of 3 dashboards changed, 1 failed, 2 not looked at."), run.Output);
        Assert.Single(world.Grafana.Saves);
    }

    [Fact]
    public async Task A_folder_or_a_tag_that_is_not_there_or_not_clear_is_said()
    {
        await using var world = await World.CreateAsync();
        world.Grafana.AddFolder("f1", "Twice");
        world.Grafana.AddFolder("f2", "Twice");
        world.Grafana.AddFolder("f3", "team-a");
        world.Grafana.AddDashboard("board", Example(1));
        world.Grafana.AddDashboard("inside", Example(2), "f3");

        var none = await CommandRun.InAsync(world, "queries", "--apply", "nothing");
        var twice = await CommandRun.InAsync(world, "queries", "--apply", "Twice");
        var both = await CommandRun.InAsync(world, "queries", "--apply", "team-a");
        var folder = await CommandRun.InAsync(world, "queries", "--apply", "folder:f3");
        var tag = await CommandRun.InAsync(world, "queries", "--apply", "tag:team-a");

        Assert.Equal((1, 1, 1, 0, 0), (none.ExitCode, twice.ExitCode, both.ExitCode, folder.ExitCode, tag.ExitCode));
        Assert.Equal("Grafana main has no folder that is called nothing and no dashboard with such a tag, or the token may not see them.", none.Errors);
        Assert.Equal("Grafana main has 2 folders that are called Twice. Name one by its uid: f1, f2.", twice.Errors);
        Assert.Equal("Grafana main has the folder team-a (f3) and dashboards with the tag team-a. Write folder:f3 or tag:team-a.", both.Errors);
        Assert.Equal("Grafana main, folder team-a (f3): 1 dashboard", folder.Headline);
        Assert.Equal("Grafana main, tag team-a: 2 dashboards", tag.Headline);
    }

    [Fact]
    public async Task Each_grafana_is_gone_through_and_one_that_lacks_the_folder_stops_no_other()
    {
        await using var world = await World.CreateAsync();
        var second = await world.AddGrafanaAsync("second");
        second.AddFolder("f1", "Shop");
        second.AddDashboard("board", Example(1), "f1");

        var all = await CommandRun.InAsync(world, "queries", "--apply", "Shop");
        var one = await CommandRun.InAsync(world, "queries", "--apply", "Shop", "--grafana", "second", "--yes");

        Assert.Equal((1, 0), (all.ExitCode, one.ExitCode));
        Assert.StartsWith("Grafana main has no folder that is called Shop", all.Errors, StringComparison.Ordinal);
        Assert.True(all.Says("Grafana second: 1 of 1 dashboard would be changed. --yes saves them."), all.Output);
        Assert.True(one.Says("Grafana second: 1 of 1 dashboard changed."), one.Output);
        Assert.Single(second.Saves);
    }

    [Fact]
    public async Task With_a_variable_only_dashboards_that_have_it_get_the_queries()
    {
        await using var world = await World.CreateAsync();
        world.Grafana.AddDashboard("without", Example(1));
        world.Grafana.AddDashboard("with", Example(2));
        world.Grafana.Edit("with", model => model["templating"] = new JsonObject { ["list"] = new JsonArray(new JsonObject { ["name"] = "service" }) });

        var run = await CommandRun.InAsync(world, "queries", "--apply", "team-a", "--variable", "service", "--yes");

        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Says("(without)\n  left alone: it has no variable service.\n"), run.Output);
        Assert.Equal(
            """["incident-io","severity:major","service:$service"]""",
            Ours(world.Grafana.Model("with"), "Incidents: Major")["target"]!["tags"]!.ToJsonString());
    }

    private static string Uid(int number) => string.Create(CultureInfo.InvariantCulture, $"board-{number}");

    private static List<JsonObject> Models(SimulatedGrafana grafana, int count) =>
        [.. Enumerable.Range(1, count).Select(number => grafana.Model(Uid(number)))];

    /// <summary>
    /// Dashboards as they are found: with and without annotations, with queries of others in any order, with numbers that lose by being read, and
    /// one of a megabyte.
    /// </summary>
    private static JsonObject Example(int number, JsonNode? annotations = null)
    {
        var model = JsonNode.Parse(
            $$"""
            {
              "title": "Board {{number}}", "tags": ["team-a", "n{{number}}"], "schemaVersion": 41, "refresh": "", "weekStart": null,
              "panels": [{ "id": 1, "type": "timeseries", "fieldConfig": { "defaults": { "min": 0.10, "max": 1e3, "since": 1541329735143424 } } }],
              "x-plugin": { "decimal": 12345678901234567890.123, "text": "<é> & \u2028", "none": null }
            }
            """)!.AsObject();
        model["annotations"] = annotations ?? JsonNode.Parse((number % 6) switch
        {
            0 => "null",
            1 => """{ "list": [] }""",
            2 => """{ "list": [{ "builtIn": 1, "name": "Annotations & Alerts", "type": "dashboard", "datasource": "-- Grafana --" }] }""",
            3 => """{ "list": [{ "name": "z" , "expr": "up", "step": 1.50 }, { "builtIn": 1, "name": "Annotations & Alerts" }, { "name": "a" }], "more": 1 }""",
            4 => """{ "list": null }""",
            _ => """{ "list": [{ "name": "Incidents: of mine", "target": { "tags": ["deploy"] } }] }""",
        });
        if (number % 6 == 0)
        {
            model.Remove("annotations");
        }

        if (number == 5)
        {
            model["panels"] = new JsonArray([.. Enumerable.Range(1, 1024).Select(id => new JsonObject { ["id"] = id, ["content"] = new string('x', 1024) })]);
        }

        return model;
    }

    private static JsonArray List(JsonObject model) => model["annotations"]!["list"]!.AsArray();

    private static JsonObject Ours(JsonObject model, string name) => List(model).Single(query => (string?)query!["name"] == name)!.AsObject();

    private static IEnumerable<string> OursIn(JsonObject model) => List(model).Select(query => (string)query!["name"]!).Where(Names.Append("Incidents: Catastrophe").Contains);

    /// <summary>A dashboard without what may differ: our queries, the version, and whether a list without entries is there.</summary>
    private static JsonObject WithoutOurs(JsonObject model)
    {
        var rest = model.DeepClone().AsObject();
        rest.Remove("version");
        var annotations = rest["annotations"] as JsonObject ?? [];
        var others = (annotations["list"] as JsonArray ?? []).Where(query => !Names.Contains((string?)query!["name"])).Select(query => query!.DeepClone());
        annotations["list"] = new JsonArray([.. others]);
        rest["annotations"] = annotations.DeepClone();
        return rest;
    }
}
