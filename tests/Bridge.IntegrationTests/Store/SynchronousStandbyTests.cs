using Bridge.IntegrationTests.Hosting;
using Bridge.Simulator.Processes;
using Bridge.Store;
using Bridge.Store.Postgres;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

/// <summary>A synchronous standby that is away: nothing is acknowledged that it never got, however the wait for it ends.</summary>
public sealed class SynchronousStandbyTests(SynchronousStandbyTests.Cluster cluster) : IClassFixture<SynchronousStandbyTests.Cluster>, IAsyncLifetime
{
    private readonly PostgresCluster _cluster = cluster.Servers;
    private PostgresStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Primary => _cluster.Primary.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        _store = await PostgresReplica.OpenStoreAsync($"{_cluster.ConnectionString};Command Timeout=1;Maximum Pool Size=4;Timeout=1");
        await PostgresServer.ExecuteAsync(Primary, "TRUNCATE webhooks");
        await AcceptAsync("before");
        await _cluster.Standby.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _cluster.Standby.StopAsync();
        await _cluster.Standby.StartAgainAsync();
    }

    [Fact]
    public async Task Commit_that_waits_for_the_standby_is_refused_not_cancelled_and_holds_no_more_than_the_pool()
    {
        for (var attempt = 0; attempt < 6; attempt++)
        {
            await Assert.ThrowsAsync<StoreException>(() => AcceptAsync($"refused {attempt}"));
        }

        // Each commit that notifies waits for the one before it.
        Assert.Equal(4L, await PostgresServer.ExecuteAsync(Primary, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid()"));
        Assert.Equal(1L, await CountAsync());

        await _cluster.Standby.StartAgainAsync();
        await Eventually.IsTrueAsync(async () => await CountAsync() == 5, "what was given up ends when the standby is back");
        await Eventually.IsTrueAsync(async () => await Record.ExceptionAsync(() => AcceptAsync("after")) is null, "webhooks are taken again");
        Assert.Equal(AcceptResult.Duplicate, await AcceptAsync("refused 0"));
    }

    [Fact]
    public async Task Webhook_that_a_restart_made_visible_is_not_acknowledged_before_the_standby_has_it()
    {
        await Assert.ThrowsAsync<StoreException>(() => AcceptAsync("refused"));
        await _cluster.Primary.CrashAsync();
        await _cluster.Primary.StartAgainAsync();
        Assert.Equal(2L, await CountAsync());

        await Eventually.IsTrueAsync(
            async () => (await Record.ExceptionAsync(() => AcceptAsync("refused")))?.Message.Contains("has not answered", StringComparison.Ordinal) == true,
            "the webhook is refused since the standby is away");

        await _cluster.Standby.StartAgainAsync();
        await Eventually.IsTrueAsync(async () => await Record.ExceptionAsync(() => AcceptAsync("refused")) is null, "it is acknowledged");
        Assert.Equal(2L, await PostgresServer.ExecuteAsync(_cluster.Standby.ConnectionString, "SELECT count(*) FROM webhooks"));
    }

    [Fact]
    public async Task Commit_whose_wait_somebody_cancels_on_the_server_is_refused()
    {
        await _cluster.Standby.StartAgainAsync();
        await using var patient = await PostgresReplica.OpenStoreAsync(Primary);
        await _cluster.Standby.StopAsync();

        var accepted = Record.ExceptionAsync(() => AcceptAsync(patient, "cancelled"));
        await Eventually.IsTrueAsync(
            async () => await PostgresServer.ExecuteAsync(Primary, "SELECT bool_or(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'") is true,
            "its wait is cancelled");

        Assert.Equal(
            "PostgreSQL committed without its synchronous standby: canceling wait for synchronous replication due to user request.",
            Assert.IsType<StoreException>(await accepted).Message);
    }

    private Task<AcceptResult> AcceptAsync(string webhook) => AcceptAsync(_store, webhook);

    private static Task<AcceptResult> AcceptAsync(PostgresStore store, string webhook) => store.AcceptAsync(
        new WebhookReceipt(webhook, SubjectId.Parse("INC1"), TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(1), null), Token);

    private async Task<long> CountAsync() => (long)(await PostgresServer.ExecuteAsync(Primary, "SELECT count(*) FROM webhooks"))!;

    /// <summary>A primary with a synchronous standby, for all tests of the class.</summary>
    public sealed class Cluster : IAsyncLifetime
    {
        public PostgresCluster Servers { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            PostgresDatabases.RequireServer();
            Servers = await PostgresCluster.StartAsync(isSynchronous: true);
        }

        public ValueTask DisposeAsync() => Servers?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
