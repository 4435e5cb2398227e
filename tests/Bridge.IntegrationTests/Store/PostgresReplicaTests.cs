using System.Globalization;
using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Bridge.Store.Postgres;
using Bridge.Vocabulary;
using Npgsql;

namespace Bridge.IntegrationTests.Store;

/// <summary>What holds when several replicas share a database.</summary>
public sealed class PostgresReplicaTests(PostgresDatabases databases)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LeaseEnd = Now.AddMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_delivery_is_claimed_by_one_replica()
    {
        var database = await databases.CreateSchemaAsync();
        await using var one = await PostgresReplica.OpenStoreAsync(database);
        await using var other = await PostgresReplica.OpenStoreAsync(database);
        var incidents = Enumerable.Range(0, 60).Select(number => number.ToString("'INC'000", CultureInfo.InvariantCulture)).ToList();
        await Task.WhenAll(incidents.Select(incident => AcceptAsync(one, incident)));

        var hands = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            Task.Run(() => (number % 2 == 0 ? one : other).ClaimAsync("main", Lane.Incidents, 5, Now, LeaseEnd, Token))));

        Assert.Equal(incidents, hands.SelectMany(hand => hand.Claims).Select(claim => claim.Subject.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Webhook_that_comes_to_two_replicas_at_once_is_stored_once()
    {
        var database = await databases.CreateSchemaAsync();
        await using var one = await PostgresReplica.OpenStoreAsync(database);
        await using var other = await PostgresReplica.OpenStoreAsync(database);

        for (var round = 0; round < 20; round++)
        {
            var webhook = $"msg_{round}";
            var results = await Task.WhenAll(AcceptAsync(one, "INC1", webhook), AcceptAsync(other, "INC1", webhook));

            Assert.Equal([AcceptResult.Stored, AcceptResult.Duplicate], results.Order());
        }

        Assert.Equal(20, (await ClaimOneAsync(one)).Generation);
    }

    [Fact]
    public async Task Lease_of_a_replica_that_is_gone_outlives_it()
    {
        var database = await databases.CreateSchemaAsync();
        await using var other = await PostgresReplica.OpenStoreAsync(database);
        await using (var gone = await PostgresReplica.OpenStoreAsync(database))
        {
            await AcceptAsync(gone, "INC1");
            await ClaimOneAsync(gone);
        }

        await other.OpenAsync(StoreAccess.Bridge, Token);

        var result = await other.ClaimAsync("main", Lane.Incidents, 10, Now, LeaseEnd, Token);
        Assert.Empty(result.Claims);
        Assert.Equal(LeaseEnd, result.NextDueAt);
        Assert.Single((await other.ClaimAsync("main", Lane.Incidents, 10, LeaseEnd, LeaseEnd.AddMinutes(2), Token)).Claims);
    }

    [Fact]
    public async Task Paused_replica_that_wakes_up_after_its_lease_was_claimed_writes_nothing()
    {
        var database = await databases.CreateSchemaAsync();
        await using var paused = await PostgresReplica.OpenStoreAsync(database);
        await using var other = await PostgresReplica.OpenStoreAsync(database);
        await AcceptAsync(paused, "INC1");
        var lost = await ClaimOneAsync(paused);
        var current = Assert.Single((await other.ClaimAsync("main", Lane.Incidents, 10, LeaseEnd, LeaseEnd.AddMinutes(2), Token)).Claims);
        await other.SaveLedgerAsync(current, Entry(id: 7), Token);

        Assert.False(await paused.SaveLedgerAsync(lost, Entry(id: 99), Token));
        Assert.False(await paused.RemoveLedgerAsync(lost, Entry(id: 99).Key, DateTimeOffset.UnixEpoch, Token));
        Assert.False(await paused.CompleteAsync(lost, new WorkOutcome.Succeeded(null), LeaseEnd, TimeSpan.Zero, Token));

        Assert.Equal([Entry(id: 7)], await other.ReadLedgerAsync(current.Subject, Token));
        Assert.True(await other.CompleteAsync(current, new WorkOutcome.Succeeded(null), LeaseEnd, TimeSpan.Zero, Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_that_meets_a_claim_half_done_waits_for_it_and_finds_its_lease_lost(bool saves)
    {
        var database = await databases.CreateSchemaAsync();
        await using var store = await PostgresReplica.OpenStoreAsync(database);
        await AcceptAsync(store, "INC1");
        var claim = await ClaimOneAsync(store);
        await store.SaveLedgerAsync(claim, Entry(id: 7), Token);
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var claimOfAnother = new NpgsqlCommand("UPDATE deliveries SET lease_token = lease_token + 1", connection, transaction);
        await claimOfAnother.ExecuteNonQueryAsync(Token);

        var write = saves
            ? store.SaveLedgerAsync(claim, Entry(id: 99), Token)
            : store.RemoveLedgerAsync(claim, Entry(id: 7).Key, DateTimeOffset.UnixEpoch, Token);
        await Eventually.IsTrueAsync(() => IsBlockingAsync(database, connection.ProcessID), "the write waits for the claim");
        await transaction.CommitAsync(Token);

        Assert.False(await write);
        Assert.Equal([Entry(id: 7)], await store.ReadLedgerAsync(claim.Subject, Token));
    }

    [Fact]
    public async Task Claim_passes_over_what_another_replica_is_claiming()
    {
        var database = await databases.CreateSchemaAsync();
        await using var store = await PostgresReplica.OpenStoreAsync(database);
        await AcceptAsync(store, "INC1");
        await AcceptAsync(store, "INC2");
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var claimOfAnother = new NpgsqlCommand("SELECT incident_id FROM deliveries WHERE incident_id = 'INC1' FOR UPDATE", connection, transaction);
        await claimOfAnother.ExecuteNonQueryAsync(Token);

        Assert.Equal("INC2", (await ClaimOneAsync(store)).Subject.Value);
    }

    private static Task<AcceptResult> AcceptAsync(PostgresStore store, string incident, string? webhook = null) => store.AcceptAsync(
        new WebhookReceipt(webhook ?? $"msg_{incident}", SubjectId.Parse(incident), Now, TimeSpan.FromSeconds(1), null), Token);

    private static async Task<Claim> ClaimOneAsync(PostgresStore store) =>
        Assert.Single((await store.ClaimAsync("main", Lane.Incidents, 10, Now, LeaseEnd, Token)).Claims);

    private static async Task<bool> IsBlockingAsync(string database, int processId) =>
        await PostgresDatabases.ExecuteAsync(database, $"SELECT count(*) FROM pg_stat_activity WHERE {processId} = ANY (pg_blocking_pids(pid))") is > 0L;

    private static LedgerEntry Entry(long id) => new(
        new LedgerKey(SubjectId.Parse("INC1"), "default", "main", AnnotationPart.Region), id, "fingerprint", AnnotationStatus.Open, Now, Now, null);
}
