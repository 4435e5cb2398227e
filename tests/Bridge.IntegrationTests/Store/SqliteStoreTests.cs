using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Bridge.Store.Sqlite;

namespace Bridge.IntegrationTests.Store;

public sealed class SqliteStoreTests : StoreCompliance
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    private protected override IBridgeStore CreateStore() => new SqliteStore(_folder.File("bridge.db"));
}
