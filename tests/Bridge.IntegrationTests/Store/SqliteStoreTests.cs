using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Bridge.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace Bridge.IntegrationTests.Store;

public sealed class SqliteStoreTests : StoreCompliance
{
    private readonly TemporaryFolder _folder = new();

    private string Database => _folder.File("bridge.db");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private protected override IBridgeStore CreateStore(IReadOnlyList<string> grafanas) => new SqliteStore(Database, grafanas);

    private protected override Task ExecuteAsync(string sql)
    {
        using var session = new SqliteSession(new SqliteConnectionStringBuilder { DataSource = Database, Pooling = false }.ToString());
        session.Execute("PRAGMA ignore_check_constraints = 1");
        session.Execute(sql);
        return Task.CompletedTask;
    }

    /// <summary>Each session of <see cref="ExecuteAsync"/> does so for itself.</summary>
    private protected override Task LiftConstraintsAsync() => Task.CompletedTask;
}
