using System.Text.Json.Nodes;
using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests;

/// <summary><c>--json</c>: one document on standard output, and the exit code of the same command without it.</summary>
public sealed class JsonOutputTests
{
    private const string Marker = "Xylophone-Merger";

    [Fact]
    public async Task Preview_has_each_annotation_as_it_would_be_sent_and_no_private_words()
    {
        await using var world = await World.CreateAsync(("Annotations__Private", "full"));
        world.IncidentIo.Put(world.Live(1).WithSeverity("Major", 2, world.Now));
        world.IncidentIo.Put(world.Live(2, Marker).MadePrivate(world.Now));

        var (run, document) = await RunAsync(world, "preview");
        var (_, shown) = await RunAsync(world, "preview", "--show-private");
        var (_, one) = await RunAsync(world, "preview", "INC-1");

        Assert.Equal((true, 2, 2), ((bool)document["ok"]!, (int)document["listed"]!, (int)document["incidents"]!));
        var annotation = document["annotations"]!.AsArray().Single(item => (string?)item!["incident"] == "INC-1")!;
        Assert.Equal(
            ("Checkout is slow", "Major", "open", "region", null, "default", "main"),
            ((string?)annotation["name"], (string?)annotation["severity"], (string?)annotation["status"], (string?)annotation["part"], (string?)annotation["end"], (string?)annotation["route"], (string?)annotation["place"]!["grafana"]));
        Assert.Contains("incident-io", annotation["tags"]!.AsArray().Select(tag => (string?)tag));
        Assert.Contains("<b>INC-1</b> Checkout is slow<br>", (string?)annotation["html"], StringComparison.Ordinal);
        Assert.StartsWith("INC-1 Checkout is slow\n", (string?)annotation["text"], StringComparison.Ordinal);
        var secret = document["annotations"]!.AsArray().Single(item => (string?)item!["incident"] == "INC-2")!;
        Assert.Equal((true, null, null, null), ((bool)secret["private"]!, (string?)secret["name"], (string?)secret["html"], secret["tags"]));
        Assert.False(run.Says(Marker));
        Assert.Contains(Marker, shown.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("INC-1", (string?)Assert.Single(one["annotations"]!.AsArray())!["incident"]);
    }

    [Fact]
    public async Task Backfill_counts_and_a_dry_run_has_its_plan()
    {
        await using var world = await World.CreateAsync();
        world.IncidentIo.Put(world.Live(1));

        var (_, plan) = await RunAsync(world, "backfill", "--since", "90d", "--dry-run");
        var (_, done) = await RunAsync(world, "backfill", "--since", "90d");

        Assert.Equal((true, 1, "create", "INC-1"), ((bool)plan["dry_run"]!, (int)plan["created"]!, (string?)plan["plan"]![0]!["action"], (string?)plan["plan"]![0]!["incident"]));
        Assert.Equal((true, false, 1, 1, null), ((bool)done["ok"]!, (bool)done["dry_run"]!, (int)done["listed"]!, (int)done["created"]!, done["plan"]));
    }

    [Fact]
    public async Task What_failed_is_in_the_document_and_in_the_exit_code()
    {
        await using var world = await World.CreateAsync();
        world.Environment["Grafana__main__Token"] = world.Grafana.ViewerToken;
        world.IncidentIo.Put(world.Live(1));

        var (backfill, tally) = await RunAsync(world, "backfill", "--since", "90d");
        var (resync, result) = await RunAsync(world, "resync", "INC-1");
        var (unknown, missing) = await RunAsync(world, "resync", "INC-404");

        Assert.Equal((1, 1, 1), (backfill.ExitCode, resync.ExitCode, unknown.ExitCode));
        Assert.Equal((false, 1), ((bool)tally["ok"]!, (int)tally["failed"]!["auth"]!));
        var grafana = Assert.Single(result["grafanas"]!.AsArray())!;
        Assert.Equal((false, "main", "retry", "auth"), ((bool)result["ok"]!, (string?)grafana["name"], (string?)grafana["outcome"], (string?)grafana["reason"]));
        Assert.NotNull((string?)grafana["next_try"]);
        Assert.Equal((false, "not_found"), ((bool)missing["ok"]!, (string?)missing["failure"]!["reason"]));
    }

    [Fact]
    public async Task Resync_and_prune_name_the_annotations()
    {
        await using var world = await World.StartAsync();
        var old = SimulatedIncident.Declared(1, "Past", world.Now.AddDays(-400)).Live(world.Now.AddDays(-400)).Resolved(world.Now.AddDays(-399));
        world.IncidentIo.Put(old);

        var (_, resync) = await RunAsync(world, "resync", "INC-1");
        var annotation = Assert.Single(world.AnnotationsOf(old));
        var (_, shown) = await RunAsync(world, "prune", "--older-than", "365d");
        var (_, pruned) = await RunAsync(world, "prune", "--older-than", "365d", "--yes");

        var step = resync["grafanas"]![0]!["steps"]![0]!;
        Assert.Equal(
            ("up_to_date", "created", annotation.Id, old.Id),
            ((string?)resync["grafanas"]![0]!["outcome"], (string?)step["action"], (long)step["annotation"]!, (string?)resync["incident_id"]));
        var found = shown["grafanas"]![0]!["found"]![0]!;
        Assert.Equal((false, annotation.Id, old.Id, 0), ((bool)shown["deletes"]!, (long)found["id"]!, (string?)found["incident_id"], (int)shown["grafanas"]![0]!["deleted"]!));
        Assert.Equal((true, true, 1), ((bool)pruned["ok"]!, (bool)pruned["deletes"]!, (int)pruned["grafanas"]![0]!["deleted"]!));
    }

    [Fact]
    public async Task Version_health_and_check_have_one_too()
    {
        await using var world = await World.StartAsync();
        world.Environment["Server__ManagementPort"] = $"{world.Bridge.ManagementUrl.Port}";

        var (_, version) = await RunAsync(world, "version");
        var (_, health) = await RunAsync(world, "health");
        var (_, check) = await RunAsync(world, "check");
        var (away, dead) = await RunAsync(world, "health", "--url", "http://127.0.0.1:9/healthz");

        Assert.Matches(@"^\d+\.\d+\.\d+", (string?)version["version"]);
        Assert.True((bool)health["ok"]! && (bool)check["ok"]!);
        Assert.Contains(check["checks"]!.AsArray(), item => (string?)item!["subject"] == "Grafana main");
        Assert.Equal((1, false), (away.ExitCode, (bool)dead["ok"]!));
    }

    [Fact]
    public async Task Words_for_people_are_on_standard_error()
    {
        await using var world = await World.CreateAsync();
        world.IncidentIo.Faults.Always(Fault.Status(401));

        var run = await CommandRun.InAsync(world, "preview", "INC-1", "--json");

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("INC-1 could not be read: incident.io refuses the key", run.Errors, StringComparison.Ordinal);
    }

    private static async Task<(CommandRun Run, JsonNode Document)> RunAsync(World world, params string[] arguments)
    {
        var run = await CommandRun.InAsync(world, [.. arguments, "--json"]);
        return (run, JsonNode.Parse(run.Output)!);
    }
}
