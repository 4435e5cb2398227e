using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Processes;

namespace Bridge.EndToEndTests;

/// <summary>The bridge with a configuration file, as an operator has one.</summary>
public sealed class ConfigFileTests
{
    private static readonly string Folder = Path.Combine(BridgeBinary.RepositoryRoot(), "examples");

    public static TheoryData<string> Examples => [.. Directory.GetFiles(Folder, "*.yaml").Select(file => Path.GetFileName(file)).Order()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task The_bridge_starts_with_each_example_and_posts_by_it(string example)
    {
        await using var world = await World.CreateAsync(("Config__File", Path.Combine(Folder, example)));
        await using var server = example == "postgres.yaml" ? await PostgresForTest.StartAsync() : null;
        await UseStandInsAsync(world, example, server);
        var polls = example == "poll-only.yaml";
        if (polls)
        {
            world.Environment["IncidentIo__ResyncInterval"] = "1s";
        }

        var check = await CommandRun.InAsync(world, "check");
        Assert.True(check.ExitCode == 0, check.Everything);
        world.IncidentIo.Put(world.Live(1));
        await world.Bridge.StartAsync(Cancellation);
        if (!polls)
        {
            await world.AnnounceAsync(world.Live(1));
        }

        await World.EventuallyAsync("an annotation", () => world.Grafana.Annotations.Count > 0);
        Assert.Empty(world.Bridge.Errors);
    }

    [Fact]
    public async Task A_typo_is_one_line_with_the_file_and_the_line_and_78_of_every_command()
    {
        await using var world = await World.CreateAsync();
        var file = await WriteAsync(world, "annotations:\n  shap: points\n");

        foreach (var command in (string[][])[[], ["run"], ["preview"], ["explain", "INC-1"]])
        {
            var run = await CommandRun.InAsync(world, [.. command, "--config", file]);
            Assert.Equal((78, $"{file}:2: annotations.shap: is not a setting. Did you mean Shape?"), (run.ExitCode, run.Errors[..run.Errors.IndexOf(" Known", StringComparison.Ordinal)]));
            Assert.Single(run.Errors.Split('\n'));
        }

        var check = await CommandRun.InAsync(world, "check", "--config", file);
        Assert.Equal(78, check.ExitCode);
        Assert.StartsWith($"failed   {file}:2: annotations.shap", check.Headline, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_one_line_and_78()
    {
        await using var world = await World.CreateAsync();
        var broken = await WriteAsync(world, "annotations: {\n");
        var absent = Path.Combine(Path.GetDirectoryName(world.DatabasePath)!, "absent.yaml");

        Assert.Equal((78, $"{absent}: is not there. Check --config, or Config:File."), Told(await CommandRun.InAsync(world, "--config", absent)));
        var (exitCode, told) = Told(await CommandRun.InAsync(world, "--config", broken));
        Assert.Equal(78, exitCode);
        Assert.StartsWith($"{broken}:2: cannot be read from here on, as YAML or JSON: ", told, StringComparison.Ordinal);

        static (int, string) Told(CommandRun run) => (run.ExitCode, run.Errors);
    }

    [Fact]
    public async Task A_change_is_in_use_without_a_restart_and_one_with_a_fault_is_told_and_leaves_what_was()
    {
        await using var world = await World.CreateAsync();
        var file = await WriteAsync(world, "annotations:\n  tags: [stage:one]\n");
        world.Environment["Config__File"] = file;
        await world.Bridge.StartAsync(Cancellation);

        await WriteAsync(world, "annotations:\n  tags: [stage:two]\n  shap: points\n");
        await World.EventuallyAsync("a refusal of the change", async () => await FailingAsync(world) == 1);
        await World.EventuallyAsync("the line that says so", () => world.Bridge.Log.Any(entry => entry.EventId == 1002));
        var refused = world.Bridge.Log.Single(entry => entry.EventId == 1002);
        Assert.Equal(($"{file}:3: annotations.shap", 0), (refused.State("Setting"), world.Bridge.Log.Count(entry => entry.EventId == 1001)));
        var before = world.Live(1);
        await world.AnnounceAsync(before);
        await world.AnnotationAsync(before, annotation => annotation.Tags.Contains("stage:one"));

        await WriteAsync(world, "annotations:\n  tags: [stage:two]\nserver: { maxWebhookBytes: 100000 }\n");
        await World.EventuallyAsync("the change", async () => await FailingAsync(world) == 0);
        var after = world.Live(2);
        await world.AnnounceAsync(after);
        await world.AnnotationAsync(after, annotation => annotation.Tags.Contains("stage:two"));
        await World.EventuallyAsync("the line about a restart", () => world.Bridge.Log.Any(entry => entry.EventId == 1021));
        Assert.Equal("server:maxWebhookBytes", world.Bridge.Log.Single(entry => entry.EventId == 1021).State("Settings"), ignoreCase: true);
    }

    private static async Task<double> FailingAsync(World world) => (await world.Bridge.ReadMetricsAsync(Cancellation))["incidentbridge_settings_reload_failing"];

    private static async Task<string> WriteAsync(World world, string text)
    {
        var file = Path.Combine(Path.GetDirectoryName(world.DatabasePath)!, "bridge.yaml");
        await File.WriteAllTextAsync(file, text, Cancellation);
        return file;
    }

    private static SimulatedCustomField Field(string name, params IReadOnlyList<string> options) => new(name, SimulatedFieldKind.Option) { Options = options };

    /// <summary>The addresses and credentials of the example are the operator's; those of the stand-ins win over them.</summary>
    private static async Task UseStandInsAsync(World world, string example, PostgresForTest? server)
    {
        var secrets = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(world.DatabasePath)!, "secrets"));
        world.Environment["Secrets__Directory"] = secrets.FullName;
        if (server is not null)
        {
            // As a Secret of CloudNativePG is mounted, with the line end that an editor leaves.
            await File.WriteAllTextAsync(Path.Combine(secrets.FullName, "Storage__ConnectionString"), PostgresServer.AddressOf(server.ConnectionString) + "\n", Cancellation);
        }

        if (example == "three-grafanas.yaml")
        {
            world.Environment.Remove("Grafana__main__Url");
            world.Environment.Remove("Grafana__main__Token");
            world.Environment["Grafana__engineering__Url"] = world.Grafana.Url.ToString();
            world.Environment["Grafana__engineering__Token"] = world.Grafana.EditorToken;
            var security = await world.AddGrafanaAsync("security");
            await world.AddGrafanaAsync("customers");
            world.Environment["Grafana__customers__OrgId"] = "1";
            Assert.NotEqual(world.Grafana.Url, security.Url);
            world.IncidentIo.CustomFields = [Field("Affected team", "Payments"), Field("Affected service")];
        }

        foreach (var (number, uid) in ((int, string)[])[(1, "payments-overview"), (2, "wall")])
        {
            world.Grafana.AddDashboard(number, uid);
        }

        world.Grafana.AddDashboard(new SimulatedDashboard(3, "database") { Panels = ["one", "two", "three", "four"] });
    }
}
