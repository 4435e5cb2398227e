using Bridge.IntegrationTests.Hosting;
using Bridge.Store;

namespace Bridge.IntegrationTests.Store;

public sealed class PostgresStoreTests(PostgresDatabases databases) : StoreCompliance
{
    private string? _schema;

    public override async ValueTask InitializeAsync()
    {
        _schema ??= await databases.CreateSchemaAsync();
        await base.InitializeAsync();
    }

    private protected override IBridgeStore CreateStore() => PostgresReplica.Store(_schema!);
}
