using Bridge.Commands.Check;
using Bridge.IntegrationTests.Hosting;
using Bridge.Settings;
using Bridge.Store;
using Bridge.Store.Postgres;
using Npgsql;

namespace Bridge.IntegrationTests.Store;

/// <summary><c>check</c> on a database: it says what a start would find, and changes nothing.</summary>
public sealed class PostgresCheckTests(PostgresDatabases databases)
{
    [Fact]
    public async Task Empty_database_would_get_its_tables_and_gets_none_now()
    {
        var database = await databases.CreateSchemaAsync();

        var result = await CheckAsync(database);

        Assert.Equal(CheckStatus.Ok, result.Status);
        Assert.EndsWith("the tables would be made at the first start.", result.Message, StringComparison.Ordinal);
        Assert.Equal(true, await PostgresDatabases.ExecuteAsync(database, "SELECT to_regclass('bridge_schema') IS NULL"));
    }

    [Fact]
    public async Task Database_in_use_is_fine()
    {
        var database = await databases.CreateSchemaAsync();
        await using var store = await PostgresReplica.OpenStoreAsync(database);

        var result = await CheckAsync(database);

        Assert.Equal(CheckStatus.Ok, result.Status);
        Assert.EndsWith($", schema {PostgresMigrations.NewestVersion}.", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Newer_schema_fails()
    {
        var database = await databases.CreateSchemaAsync();
        await using var store = await PostgresReplica.OpenStoreAsync(database);
        await PostgresDatabases.ExecuteAsync(database, "INSERT INTO bridge_schema VALUES (1000)");

        var result = await CheckAsync(database);

        Assert.Equal(CheckStatus.Failed, result.Status);
        Assert.StartsWith("The database has schema 1000", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_only_database_fails()
    {
        var database = await databases.CreateSchemaAsync();
        var readOnly = new NpgsqlConnectionStringBuilder(database) { Options = "-c default_transaction_read_only=on" };

        var result = await CheckAsync(readOnly.ConnectionString);

        Assert.Equal((CheckStatus.Failed, "PostgreSQL is read-only: a standby, or set so. Check Storage:ConnectionString."), (result.Status, result.Message));
    }

    [Fact]
    public async Task Unreachable_server_fails_without_the_password()
    {
        var result = await CheckAsync("Host=127.0.0.1;Port=1;Username=bridge;Password=correct-horse");

        Assert.Equal(CheckStatus.Failed, result.Status);
        Assert.DoesNotContain("correct-horse", result.Message, StringComparison.Ordinal);
    }

    private static Task<CheckResult> CheckAsync(string database) => StoreCheck.RunAsync(
        new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = new Secret(database) },
        TestContext.Current.CancellationToken);
}
