using System.Globalization;
using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Bridge.Store.Postgres;
using Bridge.Vocabulary;
using Npgsql;

namespace Bridge.IntegrationTests.Store;

/// <summary>Webhooks that share a statement, on a real server: the result is as if they had come one by one.</summary>
public sealed class PostgresBatchTests(PostgresDatabases databases)
{
    private const string Sessions = "SELECT count(*) FROM pg_stat_activity WHERE";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Webhooks_that_come_together_share_a_transaction_and_a_notification()
    {
        var database = await databases.CreateAsync();
        await using var store = await PostgresReplica.OpenStoreAsync(database);
        await using var listener = new NpgsqlConnection(database);
        await listener.OpenAsync(Token);
        var heard = new List<string>();
        listener.Notification += (_, notification) => heard.Add(notification.Payload);
        await using (var listen = new NpgsqlCommand($"LISTEN {PostgresEventQueries.Channel}", listener))
        {
            await listen.ExecuteNonQueryAsync(Token);
        }

        await WhileLockedAsync(database, async () =>
        {
            var first = AcceptAsync(store, "msg_first", "INC1");
            await Eventually.IsTrueAsync(() => IsWaitingAsync(database), "the first webhook waits for the lock");
            return [first, .. Enumerable.Range(0, 100).Select(number => AcceptAsync(store, $"msg_{number}", $"INC{number % 7}"))];
        });
        await PostgresDatabases.ExecuteAsync(database, $"NOTIFY {PostgresEventQueries.Channel}, 'the end'");
        while (!heard.Contains("the end"))
        {
            await listener.WaitAsync(Token);
        }

        Assert.Equal(2L, await PostgresDatabases.ExecuteAsync(database, "SELECT count(DISTINCT xmin::text) FROM webhooks"));
        Assert.Equal(["", "", "the end"], heard);
    }

    [Fact]
    public async Task Result_is_as_if_they_had_come_one_by_one()
    {
        var (one, together) = (await databases.CreateAsync(), await databases.CreateAsync());
        var results = new List<AcceptResult>();
        await using (var store = await PrepareAsync(one))
        {
            foreach (var receipt in MixedBatch.Receipts)
            {
                results.Add(await store.AcceptAsync(receipt, Token));
            }
        }

        await using (var store = await PrepareAsync(together))
        {
            await WhileLockedAsync(together, async () =>
            {
                var before = AcceptAsync(store, "msg_before", "INC-0");
                await Eventually.IsTrueAsync(() => IsWaitingAsync(together), "the webhook before them waits for the lock");
                var accepts = MixedBatch.Receipts.Select(receipt => store.AcceptAsync(receipt, Token)).ToList();
                return [before, .. accepts.Select(async (accept, index) =>
                {
                    Assert.Equal(results[index], await accept);
                    return AcceptResult.Stored;
                })];
            });
        }

        const string Rows = "SELECT string_agg(d::text, chr(10) ORDER BY incident_id, grafana) FROM deliveries d WHERE incident_id <> 'INC-0'";
        Assert.Equal(await PostgresDatabases.ExecuteAsync(one, Rows), await PostgresDatabases.ExecuteAsync(together, Rows));
        Assert.Equal(MixedBatch.New, results.Count(result => result == AcceptResult.Stored));
    }

    [Fact]
    public async Task Webhook_that_the_server_refuses_does_not_fail_its_neighbours()
    {
        var database = await databases.CreateAsync();
        await using var store = await PostgresReplica.OpenStoreAsync(database);
        Task<AcceptResult>? bad = null;

        var results = await WhileLockedAsync(database, async () =>
        {
            var first = AcceptAsync(store, "msg_first", "INC1");
            await Eventually.IsTrueAsync(() => IsWaitingAsync(database), "the first webhook waits for the lock");
            var before = AcceptAsync(store, "msg_before", "INC1");
            bad = AcceptAsync(store, "msg_\0", "INC2");
            return [first, before, AcceptAsync(store, "msg_after", "INC3")];
        });

        await Assert.ThrowsAsync<StoreException>(() => bad!);
        Assert.All(results, result => Assert.Equal(AcceptResult.Stored, result));
        var queued = await store.ClaimAsync("main", Lane.Incidents, 10, MixedBatch.Now, MixedBatch.Now.AddMinutes(2), Token);
        Assert.Equal(["INC1", "INC3"], queued.Claims.Select(claim => claim.Subject.ToString()).Order());
    }

    [Fact]
    public async Task Replicas_that_take_the_same_incidents_and_webhooks_in_opposite_order_never_wait_in_a_circle()
    {
        var database = await databases.CreateAsync();
        var one = await PostgresReplica.OpenStoreAsync(database);
        var other = await PostgresReplica.OpenStoreAsync(database);
        for (var round = 0; round < 20; round++)
        {
            var numbers = Enumerable.Range(0, 100).ToList();
            var forward = numbers.ConvertAll(number => AcceptAsync(one, Name("msg", round, number), Name("INC", 0, number)));
            numbers.Reverse();
            var back = numbers.ConvertAll(number => AcceptAsync(other, Name("msg", round, number), Name("INC", 0, number)));

            var results = await Task.WhenAll(forward.Concat(back));
            Assert.Equal(100, results.Count(result => result == AcceptResult.Stored));
        }

        var work = await one.ReadDeliveriesAsync([.. Enumerable.Range(0, 100).Select(number => SubjectId.Parse(Name("INC", 0, number)))], Token);
        Assert.Equal(100, work.Count);
        Assert.All(work.SelectMany(deliveries => deliveries), delivery => Assert.Equal(20, delivery.Webhooks));

        // A deadlock would be retried, and cost a second. The server counts what a session saw when that is over.
        await one.DisposeAsync();
        await other.DisposeAsync();
        await Eventually.IsTrueAsync(
            async () => await PostgresDatabases.ExecuteAsync(database, $"{Sessions} datname = current_database() AND pid <> pg_backend_pid()") is 0L,
            "the replicas' sessions are over");
        Assert.Equal(0L, await PostgresDatabases.ExecuteAsync(database, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));

        static string Name(string prefix, int round, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{round:00}-{number:000}");
    }

    private static async Task<PostgresStore> PrepareAsync(string database)
    {
        var store = await PostgresReplica.OpenStoreAsync(database);
        await PostgresDatabases.ExecuteAsync(database, MixedBatch.Rows);
        return store;
    }

    /// <summary>Nothing is written until what was begun meanwhile waits.</summary>
    private static async Task<AcceptResult[]> WhileLockedAsync(string database, Func<Task<IReadOnlyList<Task<AcceptResult>>>> begin)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var command = new NpgsqlCommand("LOCK TABLE webhooks IN SHARE MODE", connection, transaction);
        await command.ExecuteNonQueryAsync(Token);
        var accepts = await begin();
        await transaction.RollbackAsync(Token);
        return await Task.WhenAll(accepts);
    }

    private static async Task<bool> IsWaitingAsync(string database) =>
        await PostgresDatabases.ExecuteAsync(database, "SELECT count(*) FROM pg_locks WHERE relation = 'webhooks'::regclass AND NOT granted") is > 0L;

    private static Task<AcceptResult> AcceptAsync(PostgresStore store, string webhook, string incident) =>
        store.AcceptAsync(MixedBatch.Receipt(webhook, incident), Token);
}
