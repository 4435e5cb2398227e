using Bridge.Store;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Store;

public sealed class WorkSignalTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly WorkSignal _signal = new();
    private readonly WakeUps _wakeUps;

    public WorkSignalTests() => _wakeUps = _signal.Listen(Lane.Incidents);

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
    public void Who_works_on_one_lane_is_not_woken_for_the_other()
    {
        var others = _signal.Listen(Lane.Others);

        _signal.Wake(Lane.Others);
        Assert.False(WaitAsync().IsCompleted);
        Assert.True(others.WaitAsync(Longest, _time, TestContext.Current.CancellationToken).IsCompletedSuccessfully);
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
        var wait = _wakeUps.WaitAsync(Longest, _time, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public void Every_loop_is_woken_and_none_takes_the_wake_up_of_another()
    {
        var other = _signal.Listen(Lane.Incidents);

        _signal.Wake();

        Assert.True(WaitAsync().IsCompletedSuccessfully);
        Assert.True(other.WaitAsync(Longest, _time, TestContext.Current.CancellationToken).IsCompletedSuccessfully);
    }

    [Fact]
    public void What_wakes_one_loop_alone_wakes_no_other()
    {
        _signal.Listen(Lane.Incidents).Wake();

        Assert.False(WaitAsync().IsCompleted);
    }

    private Task WaitAsync() => _wakeUps.WaitAsync(Longest, _time, TestContext.Current.CancellationToken);
}
