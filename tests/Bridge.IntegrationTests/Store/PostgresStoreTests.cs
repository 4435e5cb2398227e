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

    private protected override IBridgeStore CreateStore(IReadOnlyList<string> grafanas) =>
        PostgresReplica.Store(_schema!, clockSkew: TimeSpan.Zero, [.. grafanas]);

    private protected override Task ExecuteAsync(string sql) => PostgresDatabases.ExecuteAsync(_schema!, sql);

    private protected override Task LiftConstraintsAsync() => ExecuteAsync(
        "ALTER TABLE annotations DROP CONSTRAINT annotations_part_check; ALTER TABLE annotations DROP CONSTRAINT annotations_status_check; "
        + "ALTER TABLE subjects DROP CONSTRAINT subjects_visibility_check");
}
