using System.Diagnostics;
using System.Security.Cryptography;
using Bridge.IntegrationTests.Hosting;
using Bridge.Simulator.Processes;
using Bridge.Store;
using Bridge.Store.Postgres;
using Bridge.Vocabulary;
using Npgsql;

namespace Bridge.IntegrationTests.Store;

/// <summary>A database that goes away, or does not answer, costs an exception of the store's own and no more.</summary>
public sealed class PostgresFaultTests(PostgresDatabases databases)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);

    private int _webhooks;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cut_connections_are_replaced()
    {
        var database = await databases.CreateAsync();
        await using var store = await PostgresReplica.OpenStoreAsync(database);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => AcceptAsync(store)));

        await PostgresDatabases.CutConnectionsAsync(database);
        var failure = await Record.ExceptionAsync(() => store.ProbeAsync(Token));

        Assert.IsType<StoreException>(failure);
        await Eventually.IsTrueAsync(() => WorksAsync(store), "the store works again");
        Assert.Equal(AcceptResult.Stored, await AcceptAsync(store));
    }

    [Fact]
    public async Task Restarted_server_is_found_again_with_everything_that_was_accepted()
    {
        PostgresDatabases.RequireServer();
        await using var server = await PostgresServer.StartAsync();
        await using var store = await PostgresReplica.OpenStoreAsync(server.ConnectionString);
        await AcceptAsync(store);

        await server.StopAsync();
        var whileDown = await Record.ExceptionAsync(() => AcceptAsync(store));
        await server.StartAgainAsync();

        Assert.IsType<StoreException>(whileDown);
        await Eventually.IsTrueAsync(() => WorksAsync(store), "the store works again");
        Assert.Single((await store.ClaimAsync("main", Lane.Incidents, 10, Now, Now.AddMinutes(2), Token)).Claims);
    }

    [Fact]
    public async Task Statement_that_takes_too_long_fails_before_the_sender_gives_up()
    {
        var database = await databases.CreateAsync();
        await using var store = await PostgresReplica.OpenStoreAsync(database);
        await AcceptAsync(store);
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var blocker = new NpgsqlCommand("LOCK TABLE webhooks", connection, transaction);
        await blocker.ExecuteNonQueryAsync(Token);
        var started = Stopwatch.GetTimestamp();

        await Assert.ThrowsAsync<StoreException>(() => AcceptAsync(store));

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(12));
        await transaction.RollbackAsync(Token);
        Assert.Equal(AcceptResult.Stored, await AcceptAsync(store));
    }

    [Fact]
    public async Task Claim_that_was_given_up_and_took_effect_later_leaves_nothing_leased()
    {
        var database = await databases.CreateAsync();
        await using var store = await PostgresReplica.OpenStoreAsync($"{database};Command Timeout=1");
        await AcceptAsync(store);
        await store.AdmitAsync(Now, Now, Token);
        var job = new JobName(PeriodicJob.Resync, null);
        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync(Token);
            await using var transaction = await connection.BeginTransactionAsync(Token);
            await using var blocker = new NpgsqlCommand("LOCK TABLE deliveries, jobs", connection, transaction);
            await blocker.ExecuteNonQueryAsync(Token);
            await Assert.ThrowsAsync<StoreException>(() => store.ClaimAsync("main", Lane.Incidents, 10, Now, Now.AddMinutes(2), Token));
            await Assert.ThrowsAsync<StoreException>(() => store.TryClaimJobAsync(job, TimeSpan.FromHours(1), Now, Now.AddMinutes(5), Token));
            await transaction.RollbackAsync(Token);
        }

        await Eventually.IsTrueAsync(
            async () => await PostgresDatabases.ExecuteAsync(database, "SELECT count(*) FROM deliveries, jobs WHERE deliveries.lease_until IS NOT NULL AND jobs.lease_until IS NOT NULL") is 1L,
            "the claims took effect");
        var soon = Now.AddSeconds(1);
        Assert.Single((await store.ClaimAsync("main", Lane.Incidents, 10, soon, soon.AddMinutes(2), Token)).Claims);
        Assert.NotNull(await store.TryClaimJobAsync(job, TimeSpan.FromHours(1), soon, soon.AddMinutes(5), Token));
        Assert.Empty((await store.ClaimAsync("main", Lane.Incidents, 10, soon, soon.AddMinutes(2), Token)).Claims);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1", true)]
    [InlineData("Host=127.0.0.1,127.0.0.2;Port=1", true)]
    [InlineData("Database=nothing_of_that_name", false)]
    [InlineData("Username=nobody_of_that_name", false)]
    public async Task Server_that_is_away_may_come_and_what_somebody_has_to_mend_does_not(string change, bool mayPass)
    {
        await using var store = PostgresReplica.Store($"{await databases.CreateSchemaAsync()};{change}");

        var exception = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(StoreAccess.Bridge, Token));

        Assert.Equal(mayPass, exception.MayPass);
        Assert.Equal(exception.Message, (await Assert.ThrowsAsync<StoreException>(() => store.ProbeAsync(Token))).Message);
    }

    [Fact]
    public async Task Whatever_keeps_a_connection_from_being_opened_is_a_failure_of_the_store()
    {
        var builder = new NpgsqlSlimDataSourceBuilder(await databases.CreateSchemaAsync());
        builder.UsePhysicalConnectionInitializer(_ => { }, _ => throw new CryptographicException("Half a key."));
        await using var database = new PostgresDatabase(new PostgresPool(builder.Build, () => null, TimeSpan.Zero));

        var exception = await Assert.ThrowsAsync<StoreException>(() => database.ExecuteAsync("SELECT 1"));

        Assert.Equal("PostgreSQL could not be asked: The connection could not be opened: Half a key.", exception.Message);
    }

    [Fact]
    public async Task Read_only_database_is_not_ready()
    {
        var database = await databases.CreateAsync();
        await using (await PostgresReplica.OpenStoreAsync(database))
        {
        }

        var name = new NpgsqlConnectionStringBuilder(database).Database;
        await PostgresDatabases.ExecuteAsync(database, $"ALTER DATABASE {name} SET default_transaction_read_only = on");
        await using var store = PostgresReplica.Store(database);

        var start = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(StoreAccess.Bridge, Token));
        var probe = await Assert.ThrowsAsync<StoreException>(() => store.ProbeAsync(Token));

        Assert.Equal(("PostgreSQL refused: cannot execute INSERT in a read-only transaction (25006).", true), (start.Message, start.MayPass));
        Assert.Equal(start.Message, probe.Message);
    }

    [Fact]
    public async Task Unreachable_server_is_named_without_the_password()
    {
        await using var store = PostgresReplica.Store("Host=127.0.0.1;Port=1;Database=bridge;Username=bridge;Password=correct-horse");

        var exception = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(StoreAccess.Bridge, Token));

        Assert.StartsWith("Storage:ConnectionString: cannot open the database. ", exception.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("correct-horse", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commits_are_on_the_disk_whatever_the_server_defaults_to()
    {
        var database = await databases.CreateAsync();
        var name = new NpgsqlConnectionStringBuilder(database).Database;
        await PostgresDatabases.ExecuteAsync(
            database,
            $"ALTER DATABASE {name} SET synchronous_commit = off; ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'");

        await using var pool = PostgresConnections.ForStore(() => new(database));
        await using var connection = await pool.OpenAsync(Token);
        await using var command = new NpgsqlCommand(
            "SELECT current_setting('synchronous_commit') || ', ' || current_setting('transaction_isolation')", connection);

        Assert.Equal("on, read committed", await command.ExecuteScalarAsync(Token));
    }

    private static async Task<bool> WorksAsync(PostgresStore store) =>
        await Record.ExceptionAsync(() => store.ProbeAsync(Token)) is null;

    private Task<AcceptResult> AcceptAsync(PostgresStore store) => store.AcceptAsync(
        new WebhookReceipt($"msg_{Interlocked.Increment(ref _webhooks)}", SubjectId.Parse("INC1"), Now, TimeSpan.FromSeconds(1), null), Token);
}
