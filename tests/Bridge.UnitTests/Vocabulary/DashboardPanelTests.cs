using Bridge.Vocabulary;

namespace Bridge.UnitTests.Vocabulary;

public sealed class DashboardPanelTests
{
    [Theory]
    [InlineData("payments", "payments", null)]
    [InlineData("payments/4", "payments", 4L)]
    [InlineData("a-B_9/9223372036854775807", "a-B_9", long.MaxValue)]
    public void What_is_written_is_read_again(string text, string uid, long? panel)
    {
        var place = DashboardPanel.Parse(text);

        Assert.Equal((uid, panel), (place.Uid, place.Panel));
        Assert.Equal(text, place.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/4")]
    [InlineData("payments/")]
    [InlineData("payments/0")]
    [InlineData("payments/-1")]
    [InlineData("payments/+1")]
    [InlineData("payments/4/5")]
    [InlineData("pay ments")]
    [InlineData("payments:1")]
    [InlineData("zahlungen-ä")]
    [InlineData("12345678901234567890123456789012345678901")]
    public void What_is_no_dashboard_is_not_read(string text) => Assert.Throws<FormatException>(() => DashboardPanel.Parse(text));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("../admin", null)]
    [InlineData("payments", 0L)]
    [InlineData("payments", -4L)]
    public void What_cannot_be_part_of_an_address_is_not_made(string? uid, long? panel)
    {
        Assert.False(DashboardPanel.TryCreate(uid, panel, out var place));
        Assert.Null(place);
    }

    [Fact]
    public void The_longest_uid_of_grafana_is_taken()
    {
        Assert.True(DashboardPanel.TryCreate(new string('a', 40), panel: null, out _));
    }

    [Fact]
    public void One_that_was_never_set_does_not_pass_for_a_dashboard() =>
        Assert.Throws<InvalidOperationException>(() => default(DashboardPanel).Uid);
}
