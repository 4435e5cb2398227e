using Bridge.Kinds.Alerts;

namespace Bridge.UnitTests.Kinds.Alerts;

public sealed class AlertChainTests
{
    private static readonly TimeSpan Merge = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(15, "1 2")]
    [InlineData(15.02, "2")]
    public void A_firing_within_the_time_after_a_resolve_belongs_to_what_was_before(double from, string chain) =>
        Assert.Equal(chain, ChainOf(AnAlert.Firing(2, from), AnAlert.Resolved(1, 0, 10)));

    [Fact]
    public void Each_firing_prolongs_so_that_a_flapping_check_is_one() =>
        Assert.Equal("1 2 3", ChainOf(AnAlert.Resolved(3, 24, 30), AnAlert.Resolved(1, 0, 10), AnAlert.Resolved(2, 12, 20)));

    [Fact]
    public void A_short_firing_does_not_hide_that_a_longer_one_went_on() =>
        Assert.Equal("1 2 3", ChainOf(AnAlert.Resolved(3, 33, 40), AnAlert.Resolved(1, 0, 30), AnAlert.Resolved(2, 10, 12)));

    [Fact]
    public void What_is_after_a_gap_is_another_chain()
    {
        Alert[] all = [AnAlert.Resolved(1, 0, 10), AnAlert.Resolved(2, 12, 20), AnAlert.Resolved(3, 40, 50), AnAlert.Firing(4, 52)];

        Assert.Equal(["1 2", "1 2", "3 4", "3 4"], all.Select(alert => ChainOf(alert, all)));
    }

    [Fact]
    public void A_chain_ends_with_the_day_on_which_it_began()
    {
        const double midnight = 14 * 60;

        Assert.Equal("2", ChainOf(AnAlert.Firing(2, midnight), AnAlert.Resolved(1, midnight - 10, midnight - 1)));
        Assert.Equal("1 2", ChainOf(AnAlert.Firing(2, midnight - 1), AnAlert.Resolved(1, midnight - 10, midnight - 2)));
    }

    [Fact]
    public void With_zero_each_is_for_itself() =>
        Assert.Equal([AnAlert.IdOf(2)], AlertChain.Of(AnAlert.Firing(2, 10), [AnAlert.Resolved(1, 0, 10)], TimeSpan.Zero).Select(alert => alert.Id));

    [Fact]
    public void The_alert_itself_counts_as_it_was_read_and_not_as_it_was_listed()
    {
        var chain = AlertChain.Of(AnAlert.Resolved(1, 0, 10), [AnAlert.Firing(1)], Merge);

        Assert.False(Assert.Single(chain).IsFiring);
    }

    [Theory]
    [InlineData(false, "10:00", "10:20")]
    [InlineData(true, "10:00", "10:12")]
    public void A_span_reaches_from_the_first_start_to_the_last_end_and_while_that_fires_to_its_start(bool fires, string start, string end)
    {
        var second = fires ? AnAlert.Firing(2, 12) : AnAlert.Resolved(2, 12, 20);
        var span = AlertSpan.Of([AnAlert.Resolved(1, 0, 10), second]);

        Assert.Equal((AnAlert.IdOf(1), start, end, fires), (span.First.Id, $"{span.First.CreatedAt:HH:mm}", $"{span.End:HH:mm}", span.IsFiring));
    }

    [Fact]
    public void One_that_fires_alone_has_no_end() => Assert.Null(AlertSpan.Of(AnAlert.Firing()).End);

    private static string ChainOf(Alert alert, params IEnumerable<Alert> others) =>
        string.Join(' ', AlertChain.Of(alert, others, Merge).Select(one => one.Id.Value["01ALERT".Length..]));
}
