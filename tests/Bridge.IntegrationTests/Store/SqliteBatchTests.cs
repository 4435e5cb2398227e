using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Bridge.Store.Sqlite;
using Bridge.Vocabulary;
using Microsoft.Data.Sqlite;

namespace Bridge.IntegrationTests.Store;

/// <summary>Webhooks that share a transaction, in a real file: the result is as if they had come one by one.</summary>
public sealed class SqliteBatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Result_is_as_if_they_had_come_one_by_one()
    {
        var results = new List<AcceptResult>();
        await using (var store = await PrepareAsync("one.db"))
        {
            foreach (var receipt in MixedBatch.Receipts)
            {
                results.Add(await store.AcceptAsync(receipt, Token));
            }
        }

        await using (var store = await PrepareAsync("together.db"))
        {
            Assert.Equal(results, await WhileLockedAsync(
                "together.db", () => [.. MixedBatch.Receipts.Select(receipt => store.AcceptAsync(receipt, Token))]));
        }

        Assert.Equal(Deliveries("one.db"), Deliveries("together.db"));
        Assert.Equal(MixedBatch.New, results.Count(result => result == AcceptResult.Stored));
    }

    [Fact]
    public async Task Webhook_that_SQLite_refuses_does_not_fail_its_neighbours()
    {
        await using var store = await PrepareAsync("bridge.db");
        Execute("bridge.db", "CREATE TRIGGER bad BEFORE INSERT ON webhooks WHEN NEW.id = 'bad' BEGIN SELECT RAISE(ABORT, 'Not this one.'); END");
        Task<AcceptResult>? bad = null;

        var results = await WhileLockedAsync("bridge.db", () =>
        {
            var before = store.AcceptAsync(MixedBatch.Receipt("before", "INC4"), Token);
            bad = store.AcceptAsync(MixedBatch.Receipt("bad", "INC5"), Token);
            return [before, store.AcceptAsync(MixedBatch.Receipt("after", "INC6"), Token)];
        });

        Assert.Contains("Not this one.", (await Assert.ThrowsAsync<StoreException>(() => bad!)).Message, StringComparison.Ordinal);
        Assert.Equal([AcceptResult.Stored, AcceptResult.Stored], results);
        var queued = await store.ReadDeliveriesAsync([.. new[] { "INC4", "INC5", "INC6" }.Select(SubjectId.Parse)], Token);
        Assert.Equal(["INC4", "INC6"], queued.Select(deliveries => deliveries.Key.Value).Order());
    }

    private async Task<SqliteStore> PrepareAsync(string file)
    {
        var store = new SqliteStore(_folder.File(file), ["main"]);
        await store.OpenAsync(StoreAccess.Bridge, Token);
        Execute(file, MixedBatch.Rows);
        return store;
    }

    /// <summary>Nothing is written until what was begun meanwhile waits.</summary>
    private async Task<AcceptResult[]> WhileLockedAsync(string file, Func<IReadOnlyList<Task<AcceptResult>>> begin)
    {
        using var other = Open(file);
        other.Execute("BEGIN IMMEDIATE");
        var accepts = begin();
        other.Execute("ROLLBACK");
        return await Task.WhenAll(accepts);
    }

    private List<string> Deliveries(string file)
    {
        using var session = Open(file);
        return session.Query(
            "SELECT * FROM deliveries ORDER BY incident_id, grafana",
            row => string.Join('|', Enumerable.Range(0, row.FieldCount).Select(column => $"{row.GetName(column)}={row.GetValue(column)}")));
    }

    private void Execute(string file, string sql)
    {
        using var session = Open(file);
        session.Execute(sql);
    }

    private SqliteSession Open(string file) =>
        new(new SqliteConnectionStringBuilder { DataSource = _folder.File(file), Pooling = false }.ToString());
}
