namespace Bridge.EndToEndTests;

/// <summary>What all commands have in common: help, clear faults, and no private words.</summary>
public sealed class CommandTests
{
    private const string Marker = "Xylophone-Merger";

    [Theory]
    [InlineData("backfill", "--since")]
    [InlineData("preview", "--show-private")]
    [InlineData("explain", "<incident>")]
    [InlineData("resync", "<incident>")]
    [InlineData("prune", "--older-than")]
    [InlineData("queries", "--apply")]
    public async Task Every_command_has_help(string command, string expected)
    {
        await using var world = await World.CreateAsync();

        var run = await CommandRun.InAsync(world, command, "--help");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'soon' is no time that this option takes: write 90d, 12h or a day such as 2026-01-31.", "backfill", "--since", "soon")]
    [InlineData("'nonsense'", "nonsense")]
    [InlineData("'--nonsense'", "run", "--nonsense")]
    [InlineData("'0d' is no time", "prune", "--older-than", "0d")]
    [InlineData("Option '--older-than', '--route' or '--kind' is required.", "prune")]
    [InlineData("Option '--since' is required.", "backfill")]
    [InlineData("--until lies before --since.", "backfill", "--since", "10d", "--until", "20d")]
    [InlineData("--since lies in the future.", "preview", "--since", "2999-01-01")]
    [InlineData("--older-than lies in the future.", "prune", "--older-than", "2999-01-01")]
    [InlineData("Name an incident or --since, not both.", "preview", "INC-1", "--since", "3d")]
    [InlineData("'123' is neither a reference such as INC-123 nor an incident's id.", "explain", "123")]
    [InlineData("Options '--json' and '--apply' exclude each other.", "queries", "--json", "--apply", "x")]
    [InlineData("Options '--json' and '--v2' exclude each other.", "queries", "--v2", "--json")]
    [InlineData("Options '--yes' and '--dry-run' exclude each other.", "queries", "--apply", "x", "--yes", "--dry-run")]
    [InlineData("Options '--yes' and '--dry-run' need '--apply'.", "queries", "--dry-run")]
    [InlineData("The settings have no Grafana other. There are: main.", "queries", "--grafana", "other")]
    [InlineData("The settings have no route other. There are: default.", "queries", "--route", "other")]
    [InlineData("The tag status uses a key that the bridge sets itself.", "queries", "--variable", "status")]
    [InlineData("'../x' is neither a reference such as INC-123 nor an incident's id.", "resync", "../x")]
    public async Task Bad_input_is_said_to_be_so(string expected, params string[] arguments)
    {
        await using var world = await World.CreateAsync();

        var run = await CommandRun.InAsync(world, arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Errors.Split('\n')[^1], StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.Empty(world.IncidentIo.Requests);
        Assert.Empty(world.Grafana.Requests);
    }

    [Fact]
    public async Task The_version_needs_no_settings()
    {
        await using var world = await World.CreateAsync(("Server__Pork", "1"));

        var run = await CommandRun.InAsync(world, "version");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches(@"^incident-bridge \d+\.\d+\.\d+\S* \(\w+\)$", run.Output);
    }

    [Theory]
    [InlineData("backfill", "--since", "90d")]
    [InlineData("preview")]
    [InlineData("explain", "INC-1")]
    [InlineData("resync", "INC-1")]
    [InlineData("prune", "--older-than", "365d", "--yes")]
    [InlineData("queries")]
    public async Task Settings_with_faults_are_named_and_the_exit_code_is_78(params string[] arguments)
    {
        await using var world = await World.CreateAsync(("Server__Pork", "1"));

        var run = await CommandRun.InAsync(world, arguments);

        Assert.Equal(78, run.ExitCode);
        Assert.StartsWith("Server:Pork", Assert.Single(run.Errors.Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backfill", "--since", "90d")]
    [InlineData("explain", "INC-1")]
    [InlineData("resync", "INC-1")]
    [InlineData("prune", "--older-than", "365d", "--yes")]
    public async Task A_store_that_cannot_be_opened_is_one_line(params string[] arguments)
    {
        await using var world = await World.CreateAsync();
        await File.WriteAllTextAsync(world.DatabasePath, "not a database, but long enough to be looked at", TestContext.Current.CancellationToken);

        var run = await CommandRun.InAsync(world, arguments);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Storage:Path: cannot open", Assert.Single(run.Errors.Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_incidents_words_are_in_no_output()
    {
        await using var world = await World.StartAsync();
        world.IncidentIo.Put(world.Live(1, Marker).Summarised(Marker, world.Now).WithCustomField(Marker, Marker, world.Now).MadePrivate(world.Now));
        string[][] commands =
        [
            ["preview"],
            ["preview", "--json"],
            ["preview", "INC-1", "--text"],
            ["backfill", "--since", "90d", "--dry-run"],
            ["backfill", "--since", "90d", "--dry-run", "--json"],
            ["explain", "INC-1"],
            ["resync", "INC-1"],
            ["explain", "INC-1"],
            ["backfill", "--since", "90d"],
            ["prune", "--older-than", "1h"],
            ["prune", "--older-than", "1h", "--yes"],
            ["queries"],
            ["queries", "--dashboard"],
        ];

        foreach (var command in commands)
        {
            var run = await CommandRun.InAsync(world, command);
            Assert.Equal(0, run.ExitCode);
            Assert.False(run.Says(Marker), $"{command[0]} says {Marker}");
        }
    }
}
