using System.Globalization;
using Bridge.Reconciliation;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A search looks at all of the time in which something may be, and at a range that Grafana takes.</summary>
public sealed class SearchTimesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SearchTimes Hour = new(Noon, Noon.AddHours(1));

    [Fact]
    public void Every_moment_is_within_with_a_day_on_both_sides() => Assert.Equal(
        new SearchTimes(Noon.AddDays(-1), Noon.AddHours(5).AddDays(1)),
        SearchTimes.Around(Noon.AddHours(2), Noon, Noon.AddHours(5)));

    [Theory]
    [InlineData("0001-01-01T00:00:00Z", 1)]
    [InlineData("1969-12-01T00:00:00Z", 1)]
    [InlineData("1970-01-01T00:00:00Z", 1)]
    [InlineData("1970-01-01T23:59:59Z", 1)]
    [InlineData("1970-01-02T00:00:00.001Z", 1)]
    [InlineData("1970-01-02T00:00:00.002Z", 2)]
    public void No_range_begins_at_0_or_before_which_Grafana_would_ignore(string moment, long milliseconds)
    {
        var times = SearchTimes.Around(Parse(moment));

        Assert.Equal(milliseconds, times.From.ToUnixTimeMilliseconds());
        Assert.True(times.To >= times.From);
    }

    [Theory]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("9999-12-30T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z")]
    [InlineData("9999-12-30T23:59:59Z", "9999-12-31T23:59:59Z")]
    public void A_moment_at_the_end_of_all_time_is_searched_for_too(string moment, string to) =>
        Assert.Equal(Parse(to), SearchTimes.Around(Noon, Parse(moment)).To);

    [Fact]
    public void Moments_of_any_zone_are_the_moments_that_they_are() =>
        Assert.Equal(SearchTimes.Around(Noon), SearchTimes.Around(Noon.ToOffset(TimeSpan.FromHours(9))));

    [Theory]
    [InlineData(-2, -1, -2, 1)]
    [InlineData(2, 3, 0, 3)]
    [InlineData(-1, 2, -1, 2)]
    [InlineData(0, 1, 0, 1)]
    [InlineData(0.25, 0.5, 0, 1)]
    public void Two_times_together_reach_from_the_earlier_begin_to_the_later_end(double from, double to, double expectedFrom, double expectedTo)
    {
        Assert.Equal(Of(expectedFrom, expectedTo), Hour.And(Of(from, to)));
        Assert.Equal(Of(expectedFrom, expectedTo), Of(from, to).And(Hour));
    }

    [Fact]
    public void Together_with_none_they_are_what_they_are() => Assert.Equal(Hour, Hour.And(null));

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(0.25, 0.5, true)]
    [InlineData(-0.001, 0.5, false)]
    [InlineData(0.5, 1.001, false)]
    [InlineData(-1, 2, false)]
    [InlineData(2, 3, false)]
    public void What_is_covered_lies_within_its_bounds_included(double from, double to, bool covers) => Assert.Equal(covers, Hour.Covers(Of(from, to)));

    private static SearchTimes Of(double from, double to) => new(Noon.AddHours(from), Noon.AddHours(to));

    private static DateTimeOffset Parse(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
