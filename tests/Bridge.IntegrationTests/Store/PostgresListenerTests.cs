using System.Security.Cryptography;
using Bridge.IntegrationTests.Hosting;
using Bridge.Observability;
using Bridge.Settings;
using Bridge.Store;
using Bridge.Store.Postgres;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Npgsql;

namespace Bridge.IntegrationTests.Store;

public sealed class PostgresListenerTests(PostgresDatabases databases)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Webhook_that_one_replica_accepts_wakes_another()
    {
        var database = await databases.CreateAsync();
        await using var store = await PostgresReplica.OpenStoreAsync(database);
        await using var other = await Listener.StartAsync(database);
        await other.IsAwakeAsync();

        await AcceptAsync(store, "msg_1");

        await other.IsAwakeAsync();
    }

    [Fact]
    public async Task Duplicate_wakes_nobody()
    {
        var database = await databases.CreateAsync();
        await using var store = await PostgresReplica.OpenStoreAsync(database);
        await AcceptAsync(store, "msg_1");
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Token);
        var heard = new List<string>();
        connection.Notification += (_, notification) => heard.Add(notification.Payload);
        await using var listen = new NpgsqlCommand($"LISTEN {PostgresEventQueries.Channel}", connection);
        await listen.ExecuteNonQueryAsync(Token);

        await AcceptAsync(store, "msg_1");
        await PostgresDatabases.ExecuteAsync(database, $"NOTIFY {PostgresEventQueries.Channel}, 'the end'");

        // Notifications keep their order.
        await connection.WaitAsync(Token);
        Assert.Equal(["the end"], heard);
    }

    [Fact]
    public async Task Listener_that_was_cut_off_comes_back_and_looks_for_what_it_missed()
    {
        var database = await databases.CreateAsync();
        await using var store = await PostgresReplica.OpenStoreAsync(database);
        await using var other = await Listener.StartAsync(database);
        await other.IsAwakeAsync();

        await PostgresDatabases.CutConnectionsAsync(database);
        await other.HasLoggedAsync(EventIds.NotListeningForWork, times: 1);
        await other.HasLoggedAsync(EventIds.ListeningForWork, times: 2);

        await other.IsAwakeAsync();
        await Eventually.IsTrueAsync(async () => await Record.ExceptionAsync(() => AcceptAsync(store, "msg_2")) is null, "the store works again");
        await other.IsAwakeAsync();
    }

    [Fact]
    public async Task Exception_that_is_not_of_the_driver_ends_nothing()
    {
        var database = await databases.CreateAsync();
        var failures = 2;
        var builder = new NpgsqlSlimDataSourceBuilder(database);
        builder.UsePhysicalConnectionInitializer(
            _ => { },
            _ => Interlocked.Decrement(ref failures) >= 0 ? throw new CryptographicException("Half a key.") : Task.CompletedTask);

        await using var listener = await Listener.StartAsync(new PostgresPool(builder.Build, () => null, TimeSpan.Zero));

        await listener.HasLoggedAsync(EventIds.ListeningForWork, times: 1);
        await listener.IsAwakeAsync();
        Assert.EndsWith("Half a key.", Assert.Single(listener.Logs, record => record.Level >= LogLevel.Warning).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_is_away_is_mentioned_once_and_stops_nothing()
    {
        await using var listener = await Listener.StartAsync("Host=127.0.0.1;Port=1;Username=bridge;Password=correct-horse");

        await listener.HasLoggedAsync(EventIds.StillNotListeningForWork, times: 1);

        var warning = Assert.Single(listener.Logs, record => record.Level >= LogLevel.Warning);
        Assert.DoesNotContain("correct-horse", warning.Message, StringComparison.Ordinal);
    }

    private static Task<AcceptResult> AcceptAsync(PostgresStore store, string webhook) => store.AcceptAsync(
        new WebhookReceipt(webhook, SubjectId.Parse("INC1"), TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(1), null), Token);

    private sealed class Listener : IAsyncDisposable
    {
        private readonly FakeLogger<PostgresListener> _logger = new();
        private readonly WakeUps _wakeUps;
        private readonly PostgresListener _listener;

        private Listener(PostgresPool pool)
        {
            var signal = new WorkSignal();
            _wakeUps = signal.Listen(Lane.Incidents);
            _listener = new PostgresListener(pool, signal, TimeProvider.System, _logger);
        }

        public IReadOnlyList<FakeLogRecord> Logs => _logger.Collector.GetSnapshot();

        public static Task<Listener> StartAsync(string database) => StartAsync(PostgresConnections.ForListening(() => new Secret(database)));

        public static async Task<Listener> StartAsync(PostgresPool pool)
        {
            var listener = new Listener(pool);
            await listener._listener.StartAsync(Token);
            return listener;
        }

        /// <summary>Takes the next wake-up.</summary>
        public async Task IsAwakeAsync()
        {
            var started = TimeProvider.System.GetTimestamp();
            await WaitAsync(TimeSpan.FromSeconds(20));
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(20), "Nothing woke the worker.");
        }

        public Task HasLoggedAsync(int eventId, int times) => Eventually.IsTrueAsync(
            () => Logs.Count(record => record.Id.Id == eventId) >= times, $"event {eventId} was logged {times} times");

        public async ValueTask DisposeAsync()
        {
            await _listener.StopAsync(CancellationToken.None);
            _listener.Dispose();
        }

        private Task WaitAsync(TimeSpan longest) => _wakeUps.WaitAsync(longest, TimeProvider.System, Token);
    }
}
