using System.Text.Json.Nodes;
using Bridge.PackagingTests.Tools;

namespace Bridge.EndToEndTests;

/// <summary><c>queries</c> prints annotation queries for the organization's severities, in each form that somebody pastes.</summary>
public sealed class QueriesTests
{
    private const string Marker = "Xylophone-Merger";

    [Fact]
    public async Task By_itself_it_says_what_to_paste_where()
    {
        await using var world = await World.CreateAsync();

        var run = await CommandRun.InAsync(world, "queries");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches(@"(?m)^Incidents: Critical +red +on +incident-io, severity:critical$", run.Output);
        Assert.Matches(@"(?m)^Incidents: all open +purple +off +incident-io, status:open$", run.Output);
        Assert.True(run.Output.IndexOf("Critical", StringComparison.Ordinal) < run.Output.IndexOf("Minor", StringComparison.Ordinal));
        Assert.All(run.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
        Assert.Empty(world.Grafana.Requests);
    }

    [Fact]
    public async Task The_documented_output_is_that_of_the_command()
    {
        await using var world = await World.CreateAsync();
        var documented = Repository.Read("docs/commands.md").Split("    $ incident-bridge queries\n")[1].Split("\n\n")[0].Replace("\n    ", "\n", StringComparison.Ordinal).Trim();

        var run = await CommandRun.InAsync(world, "queries");

        Assert.StartsWith(documented, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_array_is_that_of_a_dashboards_list_and_has_the_severities_of_now()
    {
        await using var world = await World.CreateAsync();
        world.IncidentIo.Severities = [new("SEV-2 „leise“", 10), new("SEV-1", 90)];

        var run = await CommandRun.InAsync(world, "queries", "--json", "--variable", "service");

        var queries = JsonNode.Parse(run.Output)!.AsArray();
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(["Incidents: SEV-1", "Incidents: SEV-2 „leise“", "Incidents: all open"], queries.Select(query => (string)query!["name"]!));
        Assert.Equal("""["incident-io","severity:sev-1","service:$service"]""", queries[0]!["target"]!["tags"]!.ToJsonString());
        Assert.Equal([true, true, false], queries.Select(query => (bool)query!["enable"]!));
    }

    [Theory]
    [InlineData("--v2", "\"kind\": \"AnnotationQuery\"")]
    [InlineData("--terraform", "resource \"grafana_dashboard\"")]
    [InlineData("--grafonnet", "g.dashboard.new(")]
    public async Task And_there_are_forms_for_other_places(string form, string expected)
    {
        await using var world = await World.CreateAsync();

        var run = await CommandRun.InAsync(world, "queries", form);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.Contains("severity:critical", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_pasted_or_imported_is_what_apply_would_have_made()
    {
        await using var world = await World.CreateAsync();
        var pasted = await CommandRun.InAsync(world, "queries", "--json");
        var model = new JsonObject
        {
            ["title"] = "Pasted",
            ["tags"] = new JsonArray("incident-bridge"),
            ["annotations"] = new JsonObject { ["list"] = JsonNode.Parse(pasted.Output) },
        };
        world.Grafana.AddDashboard("pasted", model);
        var whole = await CommandRun.InAsync(world, "queries", "--dashboard");
        using var http = new HttpClient { BaseAddress = world.Grafana.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", world.Grafana.EditorToken);
        using var import = await http.PostAsync(
            "/api/dashboards/db",
            new StringContent(new JsonObject { ["dashboard"] = JsonNode.Parse(whole.Output) }.ToJsonString(), System.Text.Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);

        var run = await CommandRun.InAsync(world, "queries", "--apply", "incident-bridge", "--yes");

        Assert.True(import.IsSuccessStatusCode);
        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Says("Grafana main: 0 of 2 dashboards changed, 2 right already."), run.Everything);
        Assert.Single(world.Grafana.Saves);
    }

    [Fact]
    public async Task Each_grafana_has_the_severities_of_its_routes()
    {
        await using var world = await World.CreateAsync(
            ("Routes__0__Name", "worst"),
            ("Routes__0__Grafana", "main"),
            ("Routes__0__Match__MinimumSeverity", "Critical"),
            ("Routes__1__Name", "rest"),
            ("Routes__1__Grafana", "ops"),
            ("Routes__1__Match__Severity", "Minor"));
        await world.AddGrafanaAsync("ops");

        Assert.Equal(["Critical", "Minor", "all open"], await NamesAsync());
        Assert.Equal(["Critical", "all open"], await NamesAsync("--grafana", "MAIN"));
        Assert.Equal(["Minor", "all open"], await NamesAsync("--route", "rest"));
        var wrong = await CommandRun.InAsync(world, "queries", "--grafana", "main", "--route", "rest");
        Assert.Equal((2, "No such route of the settings posts to Grafana main."), (wrong.ExitCode, wrong.Errors));

        async Task<List<string>> NamesAsync(params string[] options)
        {
            var run = await CommandRun.InAsync(world, ["queries", "--json", .. options]);
            return [.. JsonNode.Parse(run.Output)!.AsArray().Select(query => ((string)query!["name"]!)["Incidents: ".Length..])];
        }
    }

    [Fact]
    public async Task Nothing_of_any_incident_is_in_them_since_none_is_asked_for()
    {
        await using var world = await World.CreateAsync();
        world.IncidentIo.Put(world.Live(1, Marker).WithSeverity(Marker, 4, world.Now).MadePrivate(world.Now));

        foreach (var form in new[] { "--json", "--dashboard", "--v2", "--terraform", "--grafonnet" })
        {
            Assert.False((await CommandRun.InAsync(world, "queries", form)).Says(Marker));
        }

        Assert.All(world.IncidentIo.Requests, request => Assert.Equal("/v1/severities", request.Path));
    }

    [Fact]
    public async Task A_key_that_is_refused_is_said()
    {
        await using var world = await World.CreateAsync(("IncidentIo__ApiKey", "wrong"));

        var run = await CommandRun.InAsync(world, "queries", "--json");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.StartsWith("The severities could not be read: incident.io refuses the key; check IncidentIo:ApiKey (auth:", run.Errors, StringComparison.Ordinal);
    }
}
