using Bridge.Operator.Status;
using Bridge.Store;
using Bridge.UnitTests.Reconciliation;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Management;

/// <summary>However many look, the store is asked little; and a store that is away keeps nobody waiting.</summary>
public sealed class StoreWatchTests
{
    private readonly FakeTimeProvider _time = new(SomeFacts.Now);
    private readonly WatchedStore _store = WatchedStore.Over(null);
    private readonly StoreWatch _watch;

    public StoreWatchTests()
    {
        _watch = new StoreWatch(_store.Store, _time);
        _store.Answers[nameof(IWorkReader.ReadStatisticsAsync)] = _ => Task.FromResult(SomeFacts.Well.Store.Figures!.Statistics);
        _store.Answers[nameof(IWorkReader.CountDueAsync)] = _ => Task.FromResult<IReadOnlyDictionary<string, DueWork>>(new Dictionary<string, DueWork>());
        _store.Answers[nameof(IWorkReader.ReadDeadLettersAsync)] = _ => Task.FromResult<IReadOnlyList<Delivery>>([]);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int Reads => _store.Asked(nameof(IWorkReader.ReadStatisticsAsync)).Count;

    [Fact]
    public async Task It_is_read_once_a_second_at_most()
    {
        await _watch.ReadAsync(Token);
        _time.Advance(TimeSpan.FromMilliseconds(999));
        await _watch.ReadAsync(Token);
        var within = Reads;
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var later = await _watch.ReadAsync(Token);

        Assert.Equal((1, 2), (within, Reads));
        Assert.Equal((SomeFacts.Now.AddSeconds(1), null), (later.ReadAt, later.Problem));
    }

    [Fact]
    public async Task All_who_come_while_it_is_read_wait_for_the_same_read()
    {
        var gate = new TaskCompletionSource<StoreStatistics>();
        _store.Answers[nameof(IWorkReader.ReadStatisticsAsync)] = _ => gate.Task;

        var waiting = Enumerable.Range(0, 20).Select(_ => _watch.ReadAsync(Token)).ToList();
        await Eventually.IsTrueAsync(() => Reads == 1, "the read has begun");
        gate.SetResult(SomeFacts.Well.Store.Figures!.Statistics);
        var readings = await Task.WhenAll(waiting);

        Assert.Equal(1, Reads);
        Assert.All(readings, reading => Assert.Null(reading.Problem));
    }

    [Fact]
    public async Task One_that_is_away_is_told_beside_what_was_read_last()
    {
        var before = await _watch.ReadAsync(Token);
        _store.Fail(nameof(IWorkReader.ReadStatisticsAsync));
        _time.Advance(TimeSpan.FromSeconds(1));

        var reading = await _watch.ReadAsync(Token);

        Assert.Equal((before.Figures, SomeFacts.Now, "The store is away."), (reading.Figures, reading.ReadAt, reading.Problem));
    }

    [Fact]
    public async Task One_that_hangs_is_waited_for_two_seconds_and_not_asked_again_meanwhile()
    {
        await _watch.ReadAsync(Token);
        var gate = new TaskCompletionSource<StoreStatistics>();
        _store.Answers[nameof(IWorkReader.ReadStatisticsAsync)] = _ => gate.Task;
        _time.Advance(TimeSpan.FromSeconds(1));

        var first = _watch.ReadAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(2));
        var reading = await first;
        var second = _watch.ReadAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("it did not answer within 2 seconds.", reading.Problem);
        Assert.Equal("it did not answer within 2 seconds.", (await second).Problem);
        Assert.NotNull(reading.Figures);
        await Eventually.IsTrueAsync(() => Reads == 2, "the second read has begun");
        gate.SetResult(SomeFacts.Well.Store.Figures!.Statistics);
    }

    [Fact]
    public async Task Who_leaves_does_not_end_the_read_of_the_others()
    {
        var gate = new TaskCompletionSource<StoreStatistics>();
        _store.Answers[nameof(IWorkReader.ReadStatisticsAsync)] = _ => gate.Task;
        using var leaves = new CancellationTokenSource();

        var leaving = _watch.ReadAsync(leaves.Token);
        var staying = _watch.ReadAsync(Token);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        gate.SetResult(SomeFacts.Well.Store.Figures!.Statistics);

        Assert.NotNull((await staying).Figures);
    }
}
