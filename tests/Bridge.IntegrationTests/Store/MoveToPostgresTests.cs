using Bridge.IntegrationTests.Hosting;
using Bridge.Simulator.Processes;
using Npgsql;

namespace Bridge.IntegrationTests.Store;

/// <summary>The move that docs/operations.md describes, step by step, and the way back.</summary>
public sealed class MoveToPostgresTests(PostgresDatabases databases)
{
    private const string Incident = IncidentPayload.SomeId;
    private const string Later = "01FDAG4SAP5TYPT98WGR2N7W92";

    [Fact]
    public async Task Annotations_made_on_one_store_are_adopted_on_the_other_and_on_the_way_back()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        var annotations = bridge.Grafana.Remembers();
        await bridge.BecomesAsync(new IncidentPayload(Incident));
        var made = Assert.Single(annotations.All);
        await IsDrainedAsync(bridge);

        await bridge.StopAsync();
        bridge.Set("Storage:Provider", "postgres");
        bridge.Set("Storage:ConnectionString", await databases.CreateAsync());
        await bridge.StartAgainAsync();
        await ChangesAsync(bridge, annotations, Incident, "changed on PostgreSQL");
        await ChangesAsync(bridge, annotations, Later, "new on PostgreSQL");
        var moved = annotations.All;
        await IsDrainedAsync(bridge);

        await bridge.StopAsync();
        bridge.Set("Storage:Provider", "sqlite");
        await bridge.StartAgainAsync();
        await ChangesAsync(bridge, annotations, Later, "back on SQLite");

        Assert.Equal(2, moved.Count);
        Assert.Equal(made.Id, Assert.Single(moved, annotation => annotation.Text.Contains("changed on PostgreSQL", StringComparison.Ordinal)).Id);
        Assert.Equal(moved.Select(annotation => annotation.Id), annotations.All.Select(annotation => annotation.Id));
    }

    [Fact]
    public async Task The_documented_statements_make_a_role_that_can_migrate_its_database()
    {
        var server = await databases.CreateAsync();
        var name = $"bridge_{Guid.NewGuid():N}";
        var statements = (await File.ReadAllLinesAsync(Path.Combine(BridgeBinary.RepositoryRoot(), "docs/operations.md"), TestContext.Current.CancellationToken))
            .Select(line => line.Trim())
            .Where(line => line.StartsWith("CREATE ", StringComparison.Ordinal))
            .Select(line => line.Replace("bridge", name, StringComparison.Ordinal))
            .ToList();
        try
        {
            foreach (var statement in statements)
            {
                await PostgresDatabases.ExecuteAsync(server, statement);
            }

            await using var bridge = await BridgeInstance.StartAsync(new()
            {
                ["Storage:Provider"] = "postgres",
                ["Storage:ConnectionString"] =
                    new NpgsqlConnectionStringBuilder(server) { Database = name, Username = name, Password = "…" }.ConnectionString,
            });
            Assert.Equal("ok", (await bridge.Management.GetStringAsync("/readyz", TestContext.Current.CancellationToken)).Trim());
        }
        finally
        {
            await PostgresDatabases.ExecuteAsync(server, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            await PostgresDatabases.ExecuteAsync(server, $"DROP ROLE IF EXISTS {name}");
        }

        Assert.Equal(2, statements.Count);
    }

    private static Task IsDrainedAsync(BridgeInstance bridge) => Eventually.IsTrueAsync(
        async () =>
        {
            var metrics = await bridge.ReadMetricsAsync();
            return metrics["incidentbridge_queue_pending"] == 0
                && metrics.Where(series => series.Key.StartsWith("incidentbridge_dead_letters{", StringComparison.Ordinal)).All(series => series.Value == 0);
        },
        "nothing waits any more");

    private static async Task ChangesAsync(BridgeInstance bridge, AnnotationMemory annotations, string incident, string name)
    {
        bridge.IncidentIo.Has(new IncidentPayload(incident) { Name = name });
        await bridge.AnnounceAsync(incident);
        await Eventually.IsTrueAsync(
            () => annotations.All.Any(annotation => annotation.Text.Contains(name, StringComparison.Ordinal)), $"{incident} is shown as {name}");
    }
}
