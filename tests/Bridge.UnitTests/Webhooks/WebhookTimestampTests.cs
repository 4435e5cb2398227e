using System.Globalization;
using Bridge.Webhooks;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Webhooks;

public sealed class WebhookTimestampTests
{
    private const long Now = 1_614_265_330;

    /// <summary>Late in its second: only whole seconds are compared, as the sender only sends those.</summary>
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(Now).AddMilliseconds(999));

    [Theory]
    [InlineData(-300)]
    [InlineData(-299)]
    [InlineData(0)]
    [InlineData(299)]
    [InlineData(300)]
    public void Five_minutes_either_way_are_fresh(int seconds)
    {
        Assert.True(WebhookTimestamp.IsFresh(Text(Now + seconds), _time.GetUtcNow()));
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    [InlineData(-86_400)]
    [InlineData(86_400)]
    public void More_than_five_minutes_either_way_are_not(int seconds)
    {
        Assert.False(WebhookTimestamp.IsFresh(Text(Now + seconds), _time.GetUtcNow()));
    }

    [Fact]
    public void What_was_fresh_is_not_any_more_once_the_clock_has_moved_on()
    {
        var timestamp = Text(_time.GetUtcNow().ToUnixTimeSeconds());

        _time.Advance(TimeSpan.FromSeconds(301));

        Assert.False(WebhookTimestamp.IsFresh(timestamp, _time.GetUtcNow()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("+1614265330")]
    [InlineData("-1614265330")]
    [InlineData("01614265330")]
    [InlineData(" 1614265330")]
    [InlineData("1614265330 ")]
    [InlineData("1614 265330")]
    [InlineData("1614265330\0")]
    [InlineData("1614265330\n")]
    [InlineData("1614265330.0")]
    [InlineData("1614265330.5")]
    [InlineData("1614265330,0")]
    [InlineData("1614265330abc")]
    [InlineData("1,614,265,330")]
    [InlineData("1.61426533e9")]
    [InlineData("1614265330e0")]
    [InlineData("0x60380DB2")]
    [InlineData("hello")]
    [InlineData("NaN")]
    [InlineData("١٦١٤٢٦٥٣٣٠")]
    [InlineData("１６１４２６５３３０")]
    public void Any_other_spelling_of_the_present_is_refused(string text)
    {
        Assert.False(WebhookTimestamp.IsFresh(text, _time.GetUtcNow()));
    }

    [Theory]
    [InlineData("1614265330000")]
    [InlineData("999999999999999")]
    [InlineData("1000000000000000")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999")]
    public void A_number_beyond_any_date_is_refused_without_an_exception(string text)
    {
        Assert.False(WebhookTimestamp.IsFresh(text, _time.GetUtcNow()));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("00", 0)]
    [InlineData("-1", 0)]
    [InlineData("+5", 10)]
    [InlineData("05", 10)]
    public void Other_spellings_are_refused_also_where_their_value_would_be_fresh(string text, long now)
    {
        Assert.False(WebhookTimestamp.IsFresh(text, DateTimeOffset.FromUnixTimeSeconds(now)));
    }

    private static string Text(long seconds) => seconds.ToString(CultureInfo.InvariantCulture);
}
