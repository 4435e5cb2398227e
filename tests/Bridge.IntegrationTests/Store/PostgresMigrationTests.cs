using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Bridge.Store.Postgres;
using Bridge.Vocabulary;
using Npgsql;

namespace Bridge.IntegrationTests.Store;

public sealed class PostgresMigrationTests(PostgresDatabases databases)
{
    public static TheoryData<long> Schemas => [.. EarlierSchema.Of("postgres")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replicas_that_start_at_once_migrate_once()
    {
        var database = await databases.CreateAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            await using var store = await PostgresReplica.OpenStoreAsync(database);
            await store.ProbeAsync(Token);
        })));

        Assert.Equal(
            PostgresMigrations.NewestVersion, await PostgresDatabases.ExecuteAsync(database, "SELECT count(*) FROM bridge_schema"));
    }

    [Fact]
    public void There_is_a_database_of_every_earlier_schema()
    {
        Assert.Equal(
            Enumerable.Range(1, (int)PostgresMigrations.NewestVersion - 1).Select(version => (long)version),
            EarlierSchema.Of("postgres").Order());
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Database_of_an_earlier_schema_keeps_everything_and_its_work_goes_on(long schema)
    {
        var database = await databases.CreateSchemaAsync();
        await PostgresDatabases.ExecuteAsync(database, EarlierSchema.Sql("postgres", schema));

        await using var store = await PostgresReplica.OpenStoreAsync(database, EarlierSchema.Grafanas);
        await EarlierSchema.AdmitAsync(store);

        await EarlierSchema.AssertKeptAsync(store);
        await EarlierSchema.AssertWorkGoesOnAsync(store);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Replicas_that_start_at_once_on_an_earlier_schema_migrate_once(long schema)
    {
        var database = await databases.CreateAsync();
        await PostgresDatabases.ExecuteAsync(database, EarlierSchema.Sql("postgres", schema));

        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => PostgresReplica.OpenStoreAsync(database, EarlierSchema.Grafanas))));

        Assert.Equal(
            PostgresMigrations.NewestVersion, await PostgresDatabases.ExecuteAsync(database, "SELECT count(*) FROM bridge_schema"));
        await Task.WhenAll(stores.Select(store => Task.Run(() => EarlierSchema.AdmitAsync(store))));
        await EarlierSchema.AssertKeptAsync(stores[0]);
        await EarlierSchema.AssertWorkGoesOnAsync(stores[1]);
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Queue_of_the_schema_before_loses_nothing_that_waited()
    {
        var database = await databases.CreateSchemaAsync();
        await PostgresDatabases.ExecuteAsync(database, EarlierSchema.Sql("postgres", 3));
        await PostgresDatabases.ExecuteAsync(database, EarlierSchema.Queue);

        await using var store = await PostgresReplica.OpenStoreAsync(database, EarlierSchema.Grafanas);

        await EarlierSchema.AssertQueueAsync(store, leasesAreLeft: true);
    }

    [Fact]
    public async Task Numbers_that_two_entries_of_one_grafana_have_are_forgotten()
    {
        var database = await databases.CreateSchemaAsync();
        await PostgresDatabases.ExecuteAsync(database, EarlierSchema.Sql("postgres", 4));
        await PostgresDatabases.ExecuteAsync(database, EarlierSchema.Doubles);

        await using var store = await PostgresReplica.OpenStoreAsync(database, EarlierSchema.Grafanas);

        await EarlierSchema.AssertNoDoublesAsync(store);
    }

    [Fact]
    public async Task Event_that_a_replica_of_the_version_before_notes_during_the_migration_is_not_lost()
    {
        var database = await databases.CreateAsync();
        await PostgresDatabases.ExecuteAsync(database, EarlierSchema.Sql("postgres", 3));
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var noted = new NpgsqlCommand("UPDATE incidents SET due_at = 1, pending_since = 1 WHERE id = 'DONE'", connection, transaction);
        await noted.ExecuteNonQueryAsync(Token);

        var opening = Task.Run(() => PostgresReplica.OpenStoreAsync(database, EarlierSchema.Grafanas));
        await Eventually.IsTrueAsync(
            async () => await PostgresDatabases.ExecuteAsync(
                database, $"SELECT count(*) FROM pg_stat_activity WHERE {connection.ProcessID} = ANY (pg_blocking_pids(pid))") is > 0L,
            "the migration waits for the replica");
        await transaction.CommitAsync(Token);

        await using var store = await opening;
        var done = SubjectId.Parse("DONE");
        Assert.All((await store.ReadDeliveriesAsync([done], Token))[done], delivery => Assert.NotNull(delivery.DueAt));
    }

    [Fact]
    public async Task Newer_schema_stops_the_start_and_is_left_alone()
    {
        var database = await databases.CreateSchemaAsync();
        await using (await PostgresReplica.OpenStoreAsync(database))
        {
            await PostgresDatabases.ExecuteAsync(database, "INSERT INTO bridge_schema VALUES (1000)");
        }

        await using var older = PostgresReplica.Store(database);
        var exception = await Assert.ThrowsAsync<StoreException>(() => older.OpenAsync(StoreAccess.Bridge, Token));

        Assert.Contains($"has schema 1000, and this program knows up to {PostgresMigrations.NewestVersion}", exception.Message, StringComparison.Ordinal);
        Assert.Equal(1000L, await PostgresDatabases.ExecuteAsync(database, "SELECT max(version) FROM bridge_schema"));
    }

    [Fact]
    public async Task Role_that_may_not_make_tables_is_enough_once_they_are_there()
    {
        var database = await databases.CreateAsync();
        await using (await PostgresReplica.OpenStoreAsync(database))
        {
            var role = $"reader_{Guid.NewGuid():N}";
            await PostgresDatabases.ExecuteAsync(database, $"CREATE ROLE {role} LOGIN; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}");
            await using var restricted = await PostgresReplica.OpenStoreAsync($"{database};Username={role}");

            await restricted.ProbeAsync(Token);
            await PostgresDatabases.ExecuteAsync(database, $"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task Role_that_may_not_make_tables_is_told_so_when_they_are_missing()
    {
        var database = await databases.CreateSchemaAsync();
        var role = $"reader_{Guid.NewGuid():N}";
        await PostgresDatabases.ExecuteAsync(database, $"CREATE ROLE {role} LOGIN");
        await using var store = PostgresReplica.Store($"{database};Username={role};Search Path=public");

        var exception = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(StoreAccess.Bridge, Token));

        Assert.StartsWith("Storage:ConnectionString: cannot open the database. PostgreSQL refused: permission denied", exception.Message, StringComparison.Ordinal);
        await PostgresDatabases.ExecuteAsync(database, $"DROP ROLE {role}");
    }
}
