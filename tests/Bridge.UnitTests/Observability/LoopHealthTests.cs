using Bridge.Observability;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Observability;

public sealed class LoopHealthTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Loops_that_have_not_turned_for_a_minute_are_named_in_order()
    {
        var health = new LoopHealth(_time);
        health.Beat("other");
        health.Beat("main");
        _time.Advance(TimeSpan.FromSeconds(30));
        health.Beat("third");

        _time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        Assert.Empty(health.Silent);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["main", "other"], health.Silent);

        health.Beat("main");
        Assert.Equal(["other"], health.Silent);
    }
}
