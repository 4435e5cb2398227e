using Bridge.Commands;

namespace Bridge.UnitTests.Commands;

public sealed class TimeReachTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("90d", "2025-12-01T10:00:00Z")]
    [InlineData("1d", "2026-02-28T10:00:00Z")]
    [InlineData("12h", "2026-02-28T22:00:00Z")]
    [InlineData("36500d", "1926-03-26T10:00:00Z")]
    [InlineData("2026-01-31", "2026-01-31T00:00:00Z")]
    public void Days_hours_and_dates_are_read(string text, string expected)
    {
        Assert.True(TimeReach.TryParse(text, out var reach));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), reach.From(Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("90")]
    [InlineData("0d")]
    [InlineData("0h")]
    [InlineData("-1d")]
    [InlineData("1.5d")]
    [InlineData("90 d")]
    [InlineData("90D")]
    [InlineData("3w")]
    [InlineData("36501d")]
    [InlineData("99999999999d")]
    [InlineData("2026-02-30")]
    [InlineData("31.01.2026")]
    [InlineData("2026-01-31T10:00:00Z")]
    public void Anything_else_is_not(string text)
    {
        Assert.False(TimeReach.TryParse(text, out _));
    }
}
