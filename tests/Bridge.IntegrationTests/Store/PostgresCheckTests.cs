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
        Assert.Equal(0L, await PostgresDatabases.ExecuteAsync(database, string.Join(" + ", StoreProbe.Tables.Select(table => $"(SELECT count(*) FROM {table})")).Insert(0, "SELECT ")));
    }

    [Theory]
    [InlineData("REVOKE INSERT ON deliveries FROM {0}", "permission denied for table deliveries")]
    [InlineData("REVOKE DELETE ON taken_away FROM {0}", "permission denied for table taken_away")]
    [InlineData("DROP TABLE grafanas", "relation \"grafanas\" does not exist")]
    [InlineData("ALTER TABLE jobs RENAME COLUMN lease_token TO token", "The tables are another program's, or not complete")]
    public async Task What_a_webhook_and_its_delivery_need_is_needed_by_the_check_readiness_and_a_start(string damage, string told)
    {
        var database = await databases.CreateSchemaAsync();
        await using (await PostgresReplica.OpenStoreAsync(database))
        {
        }

        var (role, schema) = ($"bridge_{Guid.NewGuid():N}", new NpgsqlConnectionStringBuilder(database).SearchPath);
        await PostgresDatabases.ExecuteAsync(
            database, $"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {schema} TO {role}; GRANT ALL ON ALL TABLES IN SCHEMA {schema} TO {role}");
        await using var store = await PostgresReplica.OpenStoreAsync($"{database};Username={role}");
        await store.ProbeAsync(TestContext.Current.CancellationToken);
        await PostgresDatabases.ExecuteAsync(database, string.Format(System.Globalization.CultureInfo.InvariantCulture, damage, role));

        var check = await CheckAsync($"{database};Username={role}");
        var probe = await Assert.ThrowsAsync<StoreException>(() => store.ProbeAsync(TestContext.Current.CancellationToken));
        var start = await Assert.ThrowsAsync<StoreException>(() => PostgresReplica.OpenStoreAsync($"{database};Username={role}"));

        Assert.Equal(CheckStatus.Failed, check.Status);
        Assert.All([check.Message, probe.Message, start.Message], message => Assert.Contains(told, message, StringComparison.Ordinal));
        await PostgresDatabases.ExecuteAsync(database, $"DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task Tables_of_another_program_fail_before_the_first_start()
    {
        var database = await databases.CreateSchemaAsync();
        await PostgresDatabases.ExecuteAsync(database, "CREATE TABLE jobs (name text)");

        var result = await CheckAsync(database);

        Assert.Equal(CheckStatus.Failed, result.Status);
        Assert.Contains("relation \"jobs\" already exists (42P07). The tables are another program's", result.Message, StringComparison.Ordinal);
        Assert.Equal(true, await PostgresDatabases.ExecuteAsync(database, "SELECT to_regclass('webhooks') IS NULL"));
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
