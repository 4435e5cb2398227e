using Bridge.Operator.Status;

namespace Bridge.UnitTests.Management;

public sealed class PageTimeTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(3600, "1 h")]
    [InlineData(3661, "1 h 1 min")]
    [InlineData(86400, "1 d")]
    [InlineData(266_400, "3 d 2 h")]
    [InlineData(31_536_000, "365 d")]
    public void A_duration_has_its_two_largest_units(int seconds, string words) => Assert.Equal(words, PageTime.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(-75, "1 min 15 s ago", "11:58:45 UTC")]
    [InlineData(-86_400, "1 d ago", "2026-02-28 12:00:00 UTC")]
    [InlineData(0, "now", "12:00:00 UTC")]
    [InlineData(90, "in 1 min 30 s", "12:01:30 UTC")]
    public void A_moment_says_how_long_ago_and_when(int seconds, string relative, string clock)
    {
        var markup = PageTime.When(Now.AddSeconds(seconds), Now).ToString();

        Assert.Contains($">{relative} <span class=\"clock\">{clock}</span></time>", markup, StringComparison.Ordinal);
    }

    [Fact]
    public void No_moment_is_never() => Assert.Equal("<span class=\"none\">never</span>", PageTime.When(null, Now).ToString());
}
