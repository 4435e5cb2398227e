using Bridge.Upstreams;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Upstreams;

public sealed class ConcurrencyLimitTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(20);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void At_first_an_upstream_is_given_as_much_as_it_may_be()
    {
        Assert.Equal(8, new ConcurrencyLimit(8, _time).Current);
    }

    [Fact]
    public void Good_answers_raise_it_no_further()
    {
        var limit = new ConcurrencyLimit(8, _time);

        Answer(limit, 100, Quick);

        Assert.Equal(8, limit.Current);
    }

    [Fact]
    public void Refusals_that_came_together_halve_it_once()
    {
        var limit = new ConcurrencyLimit(8, _time);

        Refuse(limit, 8);

        Assert.Equal(4, limit.Current);
    }

    [Fact]
    public void Refusals_that_go_on_lower_it_to_one_and_never_to_none()
    {
        var limit = new ConcurrencyLimit(8, _time);
        var seen = new List<int>();

        for (var second = 0; second < 5; second++)
        {
            Refuse(limit, 1);
            seen.Add(limit.Current);
            _time.Advance(ConcurrencyLimit.LoweredOnceIn);
        }

        Assert.Equal([4, 2, 1, 1, 1], seen);
    }

    [Fact]
    public void A_moment_before_the_second_is_over_it_is_not_lowered_again()
    {
        var limit = new ConcurrencyLimit(8, _time);
        Refuse(limit, 1);
        _time.Advance(ConcurrencyLimit.LoweredOnceIn - TimeSpan.FromTicks(1));

        Refuse(limit, 1);

        Assert.Equal(4, limit.Current);
    }

    [Fact]
    public void It_grows_by_one_when_each_place_has_had_a_good_answer()
    {
        var limit = new ConcurrencyLimit(8, _time);
        Refuse(limit, 1);

        Answer(limit, 4, Quick);
        var before = limit.Current;
        Answer(limit, 1, Quick);

        Assert.Equal((4, 5), (before, limit.Current));
    }

    [Fact]
    public void It_comes_back_to_where_it_was()
    {
        var limit = new ConcurrencyLimit(8, _time);
        Refuse(limit, 1);

        Answer(limit, 40, Quick);

        Assert.Equal(8, limit.Current);
    }

    [Fact]
    public void Answers_that_take_much_longer_than_they_could_lower_it()
    {
        var limit = new ConcurrencyLimit(8, _time);
        Answer(limit, 10, Quick);

        Answer(limit, 1, ConcurrencyLimit.SlowAtLeast);

        Assert.Equal(4, limit.Current);
    }

    [Theory]
    [InlineData(20, 499)]
    [InlineData(200, 799)]
    [InlineData(600, 600)]
    public void An_answer_that_is_quick_in_itself_or_for_this_upstream_does_not(int usual, int now)
    {
        var limit = new ConcurrencyLimit(8, _time);
        Answer(limit, 1, TimeSpan.FromMilliseconds(usual));

        Answer(limit, 1, TimeSpan.FromMilliseconds(now));

        Assert.Equal(8, limit.Current);
    }

    [Fact]
    public void The_first_answer_cannot_be_slow()
    {
        var limit = new ConcurrencyLimit(8, _time);

        Answer(limit, 1, TimeSpan.FromSeconds(9));

        Assert.Equal(8, limit.Current);
    }

    [Fact]
    public void An_upstream_that_has_become_slower_for_good_is_not_called_overloaded_for_ever()
    {
        var limit = new ConcurrencyLimit(8, _time);
        Answer(limit, 1, TimeSpan.FromMilliseconds(100));

        for (var answer = 0; answer < 3000; answer++)
        {
            Answer(limit, 1, TimeSpan.FromMilliseconds(600));
            _time.Advance(TimeSpan.FromMilliseconds(600));
        }

        Assert.Equal(8, limit.Current);
    }

    private static void Answer(ConcurrencyLimit limit, int times, TimeSpan elapsed)
    {
        for (var answer = 0; answer < times; answer++)
        {
            limit.Answered(elapsed, isRefusal: false);
        }
    }

    private static void Refuse(ConcurrencyLimit limit, int times)
    {
        for (var answer = 0; answer < times; answer++)
        {
            limit.Answered(Quick, isRefusal: true);
        }
    }
}
