using Bridge.Commands.Check;
using Bridge.IntegrationTests.Hosting;
using Bridge.Settings;
using Bridge.Simulator.Processes;
using Bridge.Store;
using Bridge.Store.Postgres;
using Npgsql;

namespace Bridge.IntegrationTests.Store;

/// <summary>PgBouncer between the bridge and a server: as it comes it is fine, and what would break a promise stops the start.</summary>
public sealed class PgBouncerTests(PostgresDatabases databases)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Session_mode_works_as_it_comes_and_commits_are_durable_whatever_the_database_says()
    {
        await using var bouncer = await StartAsync("session");
        var (direct, pooled) = await CreateAsync(bouncer);
        await PostgresDatabases.ExecuteAsync(direct, $"ALTER DATABASE {NameOf(direct)} SET synchronous_commit = off");

        await using var store = await PostgresReplica.OpenStoreAsync(pooled);
        await store.ProbeAsync(Token);
        await using var pool = PostgresConnections.ForStore(() => new Secret(pooled));
        for (var use = 0; use < 2; use++)
        {
            // The second time it comes from the pool.
            await using var connection = await pool.OpenAsync(Token);
            await using var command = new NpgsqlCommand("SHOW synchronous_commit", connection);
            Assert.Equal("on", await command.ExecuteScalarAsync(Token));
        }

        Assert.Equal(CheckStatus.Ok, (await CheckAsync(pooled)).Status);
    }

    [Theory]
    [InlineData("transaction")]
    [InlineData("statement")]
    public async Task Other_modes_are_told_by_check_and_stop_the_start(string mode)
    {
        await using var bouncer = await StartAsync(mode);
        var (_, pooled) = await CreateAsync(bouncer);

        var refusal = await Assert.ThrowsAsync<StoreException>(() => PostgresReplica.OpenStoreAsync(pooled));
        var check = await CheckAsync(pooled);

        Assert.Contains($"{mode} ", refusal.Message, StringComparison.Ordinal);
        Assert.False(refusal.MayPass);
        Assert.Equal(CheckStatus.Failed, check.Status);
        Assert.Contains($"{mode} ", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_it_refuses_are_named_with_what_to_do()
    {
        await using var bouncer = await StartAsync("session");
        var (_, pooled) = await CreateAsync(bouncer);

        var refusal = await Assert.ThrowsAsync<StoreException>(() => PostgresReplica.OpenStoreAsync($"{pooled};Options=-c work_mem=8MB"));

        Assert.Contains("Take Options and Search Path out of Storage:ConnectionString", refusal.Message, StringComparison.Ordinal);
        Assert.False(refusal.MayPass);
    }

    [Theory]
    [InlineData("off", "on")]
    [InlineData("local", "on")]
    [InlineData("remote_write", "on")]
    [InlineData("remote_apply", "remote_apply")]
    public async Task Options_of_the_operator_take_no_durability_away(string asked, string expected)
    {
        var database = new NpgsqlConnectionStringBuilder(await databases.CreateSchemaAsync()) { Options = $"-c synchronous_commit={asked} -c work_mem=5MB" };

        await using var pool = PostgresConnections.ForStore(() => new Secret(database.ConnectionString));
        await using var connection = await pool.OpenAsync(Token);
        await using var command = new NpgsqlCommand("SELECT current_setting('synchronous_commit') || ', ' || current_setting('work_mem')", connection);

        Assert.Equal($"{expected}, 5MB", await command.ExecuteScalarAsync(Token));
    }

    private static string NameOf(string database) => new NpgsqlConnectionStringBuilder(database).Database!;

    private static Task<CheckResult> CheckAsync(string database) => StoreCheck.RunAsync(
        new StorageOptions { Provider = StorageProvider.Postgres, ConnectionString = new Secret(database) }, Token);

    private async Task<PgBouncerServer> StartAsync(string mode)
    {
        PostgresDatabases.RequirePgBouncer();
        return await PgBouncerServer.StartAsync(await databases.AddressAsync(), mode);
    }

    /// <returns>A new database's connection strings, to the server itself and through the pooler.</returns>
    private async Task<(string Direct, string Pooled)> CreateAsync(PgBouncerServer bouncer)
    {
        var direct = await databases.CreateAsync();
        return (direct, new NpgsqlConnectionStringBuilder(bouncer.ConnectionString) { Database = NameOf(direct) }.ConnectionString);
    }
}
