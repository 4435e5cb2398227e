using Bridge.Reconciliation;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Reconciliation;

public sealed class WorkSignalTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly WorkSignal _signal = new();

    [Fact]
    public void Nobody_waits_for_a_wake_up_that_has_come_already()
    {
        _signal.Wake();

        Assert.True(WaitAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_wake_up_ends_the_wait()
    {
        var wait = WaitAsync();
        Assert.False(wait.IsCompleted);

        _signal.Wake();

        await wait.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Several_wake_ups_are_one()
    {
        _signal.Wake();
        _signal.Wake();
        await WaitAsync();

        Assert.False(WaitAsync().IsCompleted);
    }

    [Fact]
    public async Task Without_a_wake_up_the_wait_ends_after_the_longest_time()
    {
        var wait = WaitAsync();

        _time.Advance(Longest - TimeSpan.FromTicks(1));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));

        await wait.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_wait_that_ended_by_itself_takes_no_wake_up_from_the_next()
    {
        var first = WaitAsync();
        _time.Advance(Longest);
        await first;

        _signal.Wake();

        Assert.True(WaitAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_wait_that_is_given_up_says_so()
    {
        using var stop = new CancellationTokenSource();
        var wait = _signal.WaitAsync(Longest, _time, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    private Task WaitAsync() => _signal.WaitAsync(Longest, _time, TestContext.Current.CancellationToken);
}
