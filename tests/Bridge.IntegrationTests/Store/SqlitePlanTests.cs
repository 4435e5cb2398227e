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
    /// <summary>They sort what is few, and run by hand or once an hour: dead letters, and the annotations of thirty days.</summary>
    private static readonly string[] MaySort = [nameof(SqliteQueries.SelectDeadLetters), nameof(SqliteQueries.SelectLedgerOfGrafana)];

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
        [.. Queries.Of(typeof(SqliteQueries)).Keys.Where(name => name != nameof(SqliteQueries.Probe))];

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Statements))]
    public void Statement_reads_what_it_needs_and_no_more(string name)
    {
        var plan = _session.Query($"EXPLAIN QUERY PLAN {Queries.Of(typeof(SqliteQueries))[name]}", row => row.GetString(3));

        Assert.DoesNotContain(plan, step => IsWholeTable(step) && !SmallTables.Contains(step["SCAN ".Length..]));
        if (!MaySort.Contains(name))
        {
            Assert.DoesNotContain(plan, step => step.StartsWith("USE TEMP B-TREE", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(nameof(SqliteQueries.SelectAwaited), "incidents USING INDEX incidents_awaited (due_at<?)")]
    [InlineData(nameof(SqliteQueries.SelectIdle), "incidents USING INDEX incidents_due (due_at<?)")]
    [InlineData(nameof(SqliteQueries.SelectSettled), "incidents USING INDEX incidents_settled (claimed_at<?)")]
    [InlineData(nameof(SqliteQueries.NextDue), "incidents USING INDEX incidents_leased")]
    [InlineData(nameof(SqliteQueries.ForgetWebhooks), "webhooks USING COVERING INDEX webhooks_received_at (received_at<?)")]
    [InlineData(nameof(SqliteQueries.SelectLedgerOfGrafana), "annotations USING INDEX annotations_open (grafana=? AND end_at<?)")]
    public void Statement_goes_by_the_index_that_was_made_for_it(string name, string way)
    {
        var plan = _session.Query($"EXPLAIN QUERY PLAN {Queries.Of(typeof(SqliteQueries))[name]}", row => row.GetString(3));

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
    public static IReadOnlyDictionary<string, string> Of(Type queries) => queries
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .ToDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!);
}
