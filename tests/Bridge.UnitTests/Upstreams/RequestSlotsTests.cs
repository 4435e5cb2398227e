using System.Threading.RateLimiting;
using Bridge.Upstreams;
using Microsoft.Extensions.Time.Testing;
using Polly;
using Polly.RateLimiting;

namespace Bridge.UnitTests.Upstreams;

public sealed class RequestSlotsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RequestSlots _slots;

    public RequestSlotsTests() => _slots = new RequestSlots(2, TimeSpan.FromSeconds(20), _time);

    public void Dispose() => _slots.Dispose();

    [Fact]
    public async Task Whoever_waits_goes_when_another_is_done_in_the_order_in_which_they_came()
    {
        using var first = await AcquireAsync();
        using var second = await AcquireAsync();
        var third = AcquireAsync();
        var fourth = AcquireAsync();
        Assert.False(third.IsCompleted);

        first.Dispose();

        Assert.True((await third).IsAcquired);
        Assert.False(fourth.IsCompleted);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_was_said()
    {
        using var first = await AcquireAsync();
        using var second = await AcquireAsync();
        var third = AcquireAsync();

        _time.Advance(TimeSpan.FromSeconds(19));
        var early = third.IsCompleted;
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(early);
        Assert.False((await third).IsAcquired);
    }

    [Fact]
    public async Task The_line_has_an_end()
    {
        using var first = await AcquireAsync();
        using var second = await AcquireAsync();
        var waiting = Enumerable.Range(0, 256).Select(_ => AcquireAsync()).ToList();

        Assert.False((await AcquireAsync()).IsAcquired);
        Assert.All(waiting, one => Assert.False(one.IsCompleted));
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_takes_no_slot()
    {
        using var giveUp = new CancellationTokenSource();
        using var first = await AcquireAsync();
        using var second = await AcquireAsync();
        var given = AcquireAsync(giveUp);
        var next = AcquireAsync();

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        first.Dispose();

        Assert.True((await next).IsAcquired);
    }

    private async Task<RateLimitLease> AcquireAsync(CancellationTokenSource? caller = null)
    {
        var context = ResilienceContextPool.Shared.Get(caller?.Token ?? TestContext.Current.CancellationToken);
        return await _slots.AcquireAsync(new RateLimiterArguments(context));
    }
}
