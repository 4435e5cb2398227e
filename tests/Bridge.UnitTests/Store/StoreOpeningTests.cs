using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Reconciliation;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Store;

public sealed class StoreOpeningTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogCollector _logs = new();
    private readonly WatchedStore _store = WatchedStore.Over(null);
    private readonly WorkSignal _signal = new();
    private readonly StoreOpening _opening;

    public StoreOpeningTests()
    {
        var metrics = new BridgeMetrics(Metrics.NewCustomRegistry(), [], 0);
        _store.Answers[nameof(IBridgeStore.OpenAsync)] = _ => Task.CompletedTask;
        _store.Answers[nameof(IBridgeStore.AdmitAsync)] = _ => Task.FromResult(0);
        _store.Answers[nameof(IBridgeStore.TryClaimJobAsync)] = _ => Task.FromResult<JobClaim?>(null);
        _store.Answers[nameof(IBridgeStore.ReadStatisticsAsync)] = _ =>
            Task.FromResult(new StoreStatistics(0, null, new Dictionary<string, long>(), new Dictionary<(string, FailureReason), long>(), null));
        _opening = new StoreOpening(
            _store.Store,
            new QueueMeter(_store.Store, metrics, _time, new FakeLogger<QueueMeter>(_logs)),
            _signal,
            _time,
            new FakeLogger<StoreOpening>(_logs));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_is_there_is_opened_and_given_what_is_new_without_a_word()
    {
        Assert.True(await _opening.TryAsync(Day, Cancellation));

        Assert.Equal([_time.GetUtcNow() - Day, _time.GetUtcNow()], _store.Asked(nameof(IBridgeStore.AdmitAsync))[0].Take(2));
        Assert.Empty(_logs.GetSnapshot());
    }

    [Fact]
    public async Task One_that_may_come_is_waited_for_and_told_once_and_the_loops_are_woken_when_it_is_there()
    {
        Fail(mayPass: true);
        Assert.False(await _opening.TryAsync(Day, Cancellation));
        var wakeUps = _signal.Listen(Lane.Incidents);
        var wait = _opening.WaitAsync(Day, Cancellation);
        for (var second = 0; second < 10; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(wait.IsCompleted);
        _store.Answers[nameof(IBridgeStore.OpenAsync)] = _ => Task.CompletedTask;
        _time.Advance(TimeSpan.FromSeconds(1));
        await wait;

        await wakeUps.WaitAsync(TimeSpan.FromDays(1), _time, Cancellation);
        Assert.Single(_store.Asked(nameof(IBridgeStore.AdmitAsync)));
        Assert.Equal(
            [
                "The store is not there yet; the bridge waits for it for up to 5 minutes and answers webhooks with 503: It is away.",
                "The store is there, 11 s after the start.",
            ],
            _logs.GetSnapshot().Where(line => line.Level >= LogLevel.Information).Select(line => line.Message));
    }

    [Fact]
    public async Task After_five_minutes_it_is_waited_for_no_longer()
    {
        Fail(mayPass: true);
        await _opening.TryAsync(Day, Cancellation);
        var wait = _opening.WaitAsync(Day, Cancellation);
        for (var second = 0; second < 299; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("It is away.", (await Assert.ThrowsAsync<StoreException>(() => wait)).Message);
    }

    [Fact]
    public async Task What_waiting_does_not_mend_ends_the_start_at_once_now_or_later()
    {
        Fail(mayPass: false);
        await Assert.ThrowsAsync<StoreException>(() => _opening.TryAsync(Day, Cancellation));

        Fail(mayPass: true);
        await _opening.TryAsync(Day, Cancellation);
        var wait = _opening.WaitAsync(Day, Cancellation);
        Fail(mayPass: false);
        _time.Advance(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<StoreException>(() => wait);
    }

    private void Fail(bool mayPass) => _store.Answers[nameof(IBridgeStore.OpenAsync)] = _ => throw new StoreException("It is away.") { MayPass = mayPass };
}
