using System.Reflection;
using Bridge.IntegrationTests.Hosting;
using Bridge.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace Bridge.IntegrationTests.Store;

/// <summary>
/// No statement looks through a whole table, and none sorts what an index has in order, whatever the tables have grown to. SQLite plans
/// without statistics, so an empty database shows it.
/// </summary>
public sealed class SqlitePlanTests : IDisposable
{
    /// <summary>They sort what is few: dead letters, the annotations of thirty days or of one delivery, what is open, what began on one day, what waits.</summary>
    private static readonly string[] MaySort =
    [
        nameof(SqliteQueries.SelectDeadLetters),
        nameof(SqliteQueries.CountDeadLetters),
        nameof(SqliteQueries.CountPending),
        nameof(SqliteQueries.CountPendingByGrafana),
        nameof(SqliteQueries.CountDue),
        nameof(SqliteQueries.CountMissed),
        nameof(SqliteUpkeepQueries.SelectLedgerOfGrafana),
        nameof(SqliteUpkeepQueries.SelectLedgerOf),
        nameof(SqliteUpkeepQueries.SelectOpen),
        nameof(SqliteUpkeepQueries.SelectBegun),
    ];

    /// <summary>They run once, at a start.</summary>
    private static readonly string[] MayReadAll =
        [nameof(SqliteQueries.Assign), nameof(SqliteQueries.Assigned), nameof(SqliteQueries.Admit)];

    /// <summary>A row for each job.</summary>
    private static readonly string[] SmallTables = ["jobs"];

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteSession _session;

    public SqlitePlanTests()
    {
        _session = new SqliteSession(new SqliteConnectionStringBuilder { DataSource = _folder.File("bridge.db"), Pooling = false }.ToString());
        SqliteMigrations.Apply(_session);
    }

    public static TheoryData<string> Statements =>
        [.. Statement.Keys.Where(name => name != nameof(SqliteUpkeepQueries.Sign))];

    private static IReadOnlyDictionary<string, string> Statement { get; } = Queries.Of(typeof(SqliteQueries), typeof(SqliteUpkeepQueries));

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public void Statement_reads_what_it_needs_and_no_more(string name)
    {
        var plan = _session.Query($"EXPLAIN QUERY PLAN {Statement[name]}", row => row.GetString(3));

        Assert.DoesNotContain(plan, step => IsWholeTable(step) && !MayReadAll.Contains(name) && !SmallTables.Contains(step["SCAN ".Length..]));
        if (!MaySort.Contains(name))
        {
            Assert.DoesNotContain(plan, step => step.StartsWith("USE TEMP B-TREE", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(nameof(SqliteQueries.SelectUrgent), "deliveries USING INDEX deliveries_urgent (grafana=? AND <expr>=? AND due_at<?)")]
    [InlineData(nameof(SqliteQueries.SelectAwaited), "deliveries USING INDEX deliveries_awaited (grafana=? AND <expr>=? AND due_at<?)")]
    [InlineData(nameof(SqliteQueries.SelectIdle), "deliveries USING INDEX deliveries_idle (grafana=? AND <expr>=? AND due_at<?)")]
    [InlineData(nameof(SqliteUpkeepQueries.SelectSettled), "one USING INDEX deliveries_settled (claimed_at<?)")]
    [InlineData(nameof(SqliteUpkeepQueries.SelectUnshown), "one USING INDEX deliveries_settled (claimed_at>? AND claimed_at<?)")]
    [InlineData(nameof(SqliteQueries.NextDue), "deliveries USING INDEX deliveries_leased (grafana=? AND <expr>=?")]
    [InlineData(nameof(SqliteQueries.NextDue), "deliveries USING INDEX deliveries_idle (grafana=? AND <expr>=?")]
    [InlineData(nameof(SqliteQueries.NextDue), "deliveries USING INDEX deliveries_awaited (grafana=? AND <expr>=?")]
    [InlineData(nameof(SqliteQueries.SelectDeadLetters), "deliveries USING INDEX deliveries_failed (grafana=? AND outcome=?)")]
    [InlineData(nameof(SqliteQueries.Wake), "deliveries USING INDEX deliveries_failed (grafana=? AND outcome=?)")]
    [InlineData(nameof(SqliteQueries.CountPending), "deliveries USING INDEX deliveries_awaited (grafana=?)")]
    [InlineData(nameof(SqliteQueries.CountPendingByGrafana), "deliveries USING INDEX deliveries_awaited (grafana=?)")]
    [InlineData(nameof(SqliteQueries.CountPendingByGrafana), "deliveries USING INDEX deliveries_failed (grafana=? AND outcome=?)")]
    [InlineData(nameof(SqliteQueries.CountDue), "deliveries USING INDEX deliveries_awaited (grafana=?)")]
    [InlineData(nameof(SqliteQueries.CountDue), "deliveries USING INDEX deliveries_failed (grafana=? AND outcome=?)")]
    [InlineData(nameof(SqliteQueries.CountDeadLetters), "deliveries USING COVERING INDEX deliveries_failed (grafana=? AND outcome=?)")]
    [InlineData(nameof(SqliteQueries.CountMissed), "deliveries USING INDEX deliveries_unannounced (unannounced_at<?)")]
    [InlineData(nameof(SqliteQueries.TakeOver), "incidents USING INDEX incidents_due")]
    [InlineData(nameof(SqliteUpkeepQueries.ForgetWebhooks), "webhooks USING COVERING INDEX webhooks_received_at (received_at<?)")]
    [InlineData(nameof(SqliteUpkeepQueries.SelectLedgerOfGrafana), "annotations USING INDEX annotations_open (grafana=? AND end_at<?)")]
    [InlineData(nameof(SqliteUpkeepQueries.SelectBegun), "annotations USING INDEX annotations_ended (grafana=? AND end_at>?)")]
    public void Statement_goes_by_the_index_that_was_made_for_it(string name, string way)
    {
        var plan = _session.Query($"EXPLAIN QUERY PLAN {Statement[name]}", row => row.GetString(3));

        Assert.Contains(plan, step => step.Contains(way, StringComparison.Ordinal));
    }

    /// <summary>A walk along an index is in order, and ends with the limit or with the part that the index is about.</summary>
    private static bool IsWholeTable(string step) =>
        step.StartsWith("SCAN ", StringComparison.Ordinal)
        && !step.Contains(" INDEX ", StringComparison.Ordinal)
        && !step.StartsWith("SCAN (", StringComparison.Ordinal)
        && step != "SCAN CONSTANT ROW";
}

/// <summary>The statements of a store, by name.</summary>
internal static class Queries
{
    public static IReadOnlyDictionary<string, string> Of(params Type[] queries) => queries
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Where(field => field.FieldType == typeof(string))
        .ToDictionary(field => field.Name, field => (string)field.GetValue(null)!);
}
