using System.Text.RegularExpressions;
using Bridge.IntegrationTests.Hosting;
using Bridge.Store.Postgres;
using Npgsql;

namespace Bridge.IntegrationTests.Store;

/// <summary>
/// No statement looks through a whole table, whether PostgreSQL plans it for its values or once for all, on tables that are large enough
/// for it to matter.
/// </summary>
public sealed partial class PostgresPlanTests(PostgresDatabases databases)
{
    /// <summary>They sort what is few: dead letters, the annotations of thirty days, what is open, what failed, and what was asked for.</summary>
    private static readonly string[] MaySort =
    [
        nameof(PostgresQueries.SelectDeadLetters),
        nameof(PostgresQueries.SelectDeliveries),
        nameof(PostgresQueries.CountMissed),
        nameof(PostgresEventQueries.Wake),
        nameof(PostgresEventQueries.TakeOver),
        nameof(PostgresUpkeepQueries.SelectLedgerOfGrafana),
        nameof(PostgresUpkeepQueries.SelectOpen),
        nameof(PostgresUpkeepQueries.SelectBegun),
    ];

    /// <summary>They run once, at a start.</summary>
    private static readonly string[] MayReadAll = [nameof(PostgresEventQueries.Assign), nameof(PostgresEventQueries.Admit)];

    /// <summary>Whatever is not named here is a number.</summary>
    private static readonly Dictionary<string, string> Texts = new()
    {
        ["webhooks"] = """[{"webhook":"msg_new","incident":"INC7","at":1000000,"trace":null,"copy":false},{"webhook":"msg_7","incident":"INC8","at":1000000,"trace":null,"copy":false}]""",
        ["id"] = "INC7",
        ["ids"] = "INC7,INC8",
        ["keys"] = """[{"incident":"INC7","grafana":"main"},{"incident":"INC8","grafana":"next"}]""",
        ["grafanas"] = "main,next",
        ["route"] = "default",
        ["grafana"] = "main",
        ["dashboard"] = "",
        ["part"] = "region",
        ["fingerprint"] = "f",
        ["status"] = "open",
        ["failure"] = "server",
        ["outcome"] = "succeeded",
        ["reason"] = "server",
        ["trace"] = "t",
        ["name"] = "resync",
        ["prefix"] = "alert:",
    };

    private static readonly Dictionary<string, long> Numbers = new() { ["limit"] = 8, ["before"] = 1_000, ["since"] = 49_000 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Statements_read_what_they_need_and_no_more()
    {
        var database = await databases.CreateSchemaAsync();
        await using (await PostgresReplica.OpenStoreAsync(database))
        {
        }

        await PostgresDatabases.ExecuteAsync(database, Filling);
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        var statements = Queries.Of(typeof(PostgresEventQueries), typeof(PostgresQueries), typeof(PostgresUpkeepQueries))
            .Where(query => query.Key is not nameof(PostgresEventQueries.Channel) && !MayReadAll.Contains(query.Key))
            .ToList();
        var wasteful = new List<string>();
        foreach (var mode in new[] { "force_generic_plan", "force_custom_plan" })
        {
            await ReadAsync(connection, $"SET plan_cache_mode = {mode}");
            foreach (var (name, sql) in statements)
            {
                var plan = await ExplainAsync(connection, $"{name}_{mode}", sql);
                if (WholeTable().IsMatch(plan) || (SortedTable().IsMatch(plan) && !MaySort.Contains(name)))
                {
                    wasteful.Add($"{name}, {mode}:\n{plan}");
                }
            }
        }

        Assert.True(wasteful.Count == 0, string.Join("\n\n", wasteful));
        Assert.InRange(statements.Count, 20, 100);
    }

    /// <summary>Most of it is over, as after a year.</summary>
    private const string Filling =
        """
        INSERT INTO webhooks SELECT 'msg_' || n, n FROM generate_series(1, 50000) n;
        INSERT INTO deliveries (incident_id, grafana, generation, claimed_at, received_at, event_at, asked_at, state_at, outcome)
            SELECT 'INC' || n, grafana, 1, n, n, n, n, n, 'succeeded' FROM generate_series(1, 50000) n, (VALUES ('main'), ('next')) g (grafana);
        UPDATE deliveries SET pending_since = claimed_at, due_at = claimed_at, outcome = 'none' WHERE claimed_at % 100 = 1;
        UPDATE deliveries SET due_at = claimed_at + 100000 WHERE claimed_at % 100 = 2;
        UPDATE deliveries SET lease_until = claimed_at, due_at = claimed_at WHERE claimed_at % 1000 = 3;
        UPDATE deliveries SET outcome = 'dead_letter', reason = 'client', due_at = claimed_at + 9 WHERE claimed_at % 500 = 4;
        UPDATE deliveries SET unannounced_at = claimed_at WHERE claimed_at % 1000 = 5;
        UPDATE deliveries SET outcome = 'retry', reason = 'server', due_at = claimed_at + 9 WHERE claimed_at % 500 = 6;
        UPDATE deliveries SET urgent = 1, due_at = claimed_at WHERE claimed_at % 5000 = 7;
        INSERT INTO incidents (id, generation, claimed_at, received_at, state_at, outcome)
            SELECT 'INC' || n, 1, n, n, n, 'succeeded' FROM generate_series(1, 50000) n;
        INSERT INTO annotations (incident_id, route, grafana, dashboard, part, annotation_id, fingerprint, status, start_at, end_at)
            SELECT 'INC' || n, 'default', (ARRAY['main', 'next'])[1 + n % 2], '', 'region', n, 'f',
                CASE WHEN n % 100 = 2 THEN 'open' ELSE 'resolved' END, n, n
            FROM generate_series(1, 50000) n;
        ANALYZE webhooks, deliveries, incidents, annotations;
        """;

    private static async Task<string> ExplainAsync(NpgsqlConnection connection, string name, string sql)
    {
        var names = Parameter().Matches(sql).Select(match => match.Groups[1].Value).Distinct().ToList();
        var positional = Parameter().Replace(sql, match => $"${names.IndexOf(match.Groups[1].Value) + 1}");
        var types = names.Count == 0 ? "" : $"({string.Join(", ", names.Select(one => Texts.ContainsKey(one) ? "text" : "bigint"))})";
        var values = names.Count == 0 ? "" : $"({string.Join(", ", names.Select(one => Texts.TryGetValue(one, out var text) ? $"'{text}'" : $"{Numbers.GetValueOrDefault(one, 50_000)}"))})";
        await ReadAsync(connection, $"PREPARE {name}{types} AS {positional}");
        return await ReadAsync(connection, $"EXPLAIN (COSTS OFF) EXECUTE {name}{values}");
    }

    private static async Task<string> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(Token);
        var lines = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            lines.Add(reader.GetString(0));
        }

        return string.Join('\n', lines);
    }

    /// <summary>The small tables, <c>jobs</c> and <c>probe</c>, may be read whole.</summary>
    [GeneratedRegex("Seq Scan on (webhooks|deliveries|incidents|annotations)")]
    private static partial Regex WholeTable();

    /// <summary>Rows of a table that an index could have given in order, and not what a statement was given or has picked already.</summary>
    [GeneratedRegex(@"Sort Key: [^\n]*\n *(->  )?(Index|Bitmap|Seq)")]
    private static partial Regex SortedTable();

    [GeneratedRegex("@([a-z]+)")]
    private static partial Regex Parameter();
}
