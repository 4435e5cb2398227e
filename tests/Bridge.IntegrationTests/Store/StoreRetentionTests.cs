using Bridge.IntegrationTests.Hosting;
using Bridge.Observability;
using Bridge.Store;
using Bridge.Store.Sqlite;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Store;

public sealed class StoreRetentionTests : IAsyncLifetime
{
    private static readonly TimeSpan Moment = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = TestClock.Create();
    private readonly FakeLogger<StoreRetention> _logger = new();
    private readonly SqliteStore _store;
    private readonly StoreRetention _retention;

    public StoreRetentionTests()
    {
        _store = new SqliteStore(_folder.File("bridge.db"), ["main"]);
        _retention = new StoreRetention(_store, _clock, _logger);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _retention.StopAsync(CancellationToken.None);
        _retention.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_older_than_its_retention_is_forgotten_at_the_start()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await SettleAsync("OLD", StoreRetention.OfIncidents + Moment);
        await SettleAsync("YOUNG", StoreRetention.OfIncidents - Moment);
        await SettleAsync("HEARD", StoreRetention.OfWebhooks + Moment);
        await SettleAsync("NEW", StoreRetention.OfWebhooks - Moment);

        await _retention.StartAsync(Token);
        await HasLoggedAsync(EventIds.WebhooksForgotten, times: 1);

        Assert.Equal(
            "Forgot 3 webhook ids and 1 incidents older than the retention, and gave 0 pages of the file back.", _logger.LatestRecord.Message);
        Assert.Equal(["HEARD", "NEW", "YOUNG"], await KnownAsync("HEARD", "NEW", "OLD", "YOUNG"));
        Assert.Equal(AcceptResult.Duplicate, await AcceptAsync("NEW", TimeSpan.Zero));
        Assert.Equal(AcceptResult.Stored, await AcceptAsync("HEARD", TimeSpan.Zero));
    }

    [Fact]
    public async Task Old_things_of_which_there_are_many_are_all_forgotten_at_once()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        for (var number = 0; number < 401; number++)
        {
            await SettleAsync($"OLD{number}", StoreRetention.OfIncidents + Moment);
        }

        await AcceptAsync("NEW", TimeSpan.Zero);
        await _retention.StartAsync(Token);
        await HasLoggedAsync(EventIds.WebhooksForgotten, times: 1);

        Assert.StartsWith("Forgot 401 webhook ids and 401 incidents", _logger.LatestRecord.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_that_fails_is_asked_again_in_ten_minutes()
    {
        await _retention.StartAsync(Token);
        await HasLoggedAsync(EventIds.WebhooksNotForgotten, times: 1);
        var level = _logger.LatestRecord.Level;
        await _store.OpenAsync(StoreAccess.Bridge, Token);

        await Eventually.IsTrueAsync(
            () =>
            {
                // The loop may not have begun to wait.
                _clock.Advance(TimeSpan.FromMinutes(10));
                return Count(EventIds.WebhooksForgotten) > 0;
            },
            "the retention ran again");

        Assert.Equal(LogLevel.Warning, level);
    }

    private Task HasLoggedAsync(int eventId, int times) =>
        Eventually.IsTrueAsync(() => Count(eventId) == times, $"event {eventId} was logged {times} times");

    private int Count(int eventId) => _logger.Collector.GetSnapshot().Count(record => record.Id.Id == eventId);

    private Task<AcceptResult> AcceptAsync(string incident, TimeSpan ago) => _store.AcceptAsync(
        new WebhookReceipt($"msg_{incident}", SubjectId.Parse(incident), _clock.GetUtcNow() - ago, TimeSpan.Zero, TraceParent: null), Token);

    private async Task SettleAsync(string incident, TimeSpan ago)
    {
        await AcceptAsync(incident, ago);
        var now = _clock.GetUtcNow() - ago;
        var claim = Assert.Single((await _store.ClaimAsync("main", Lane.Incidents, 10, now, now.AddMinutes(2), Token)).Claims);
        Assert.True(await _store.CompleteAsync(claim, new WorkOutcome.Succeeded(LookAgainAt: null, new ShownVersion(now, now)), now, TimeSpan.Zero, Token));
    }

    private async Task<IReadOnlyList<string>> KnownAsync(params string[] incidents)
    {
        var known = await _store.ReadDeliveriesAsync([.. incidents.Select(SubjectId.Parse)], Token);
        return [.. known.Select(deliveries => deliveries.Key.Value).Order(StringComparer.Ordinal)];
    }
}
