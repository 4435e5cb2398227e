using Bridge.Annotations.Templates;

namespace Bridge.UnitTests.Annotations.Templates;

public sealed class TemplateTimeTests
{
    private static readonly DateTime Time = new(2026, 3, 1, 9, 5, 7, DateTimeKind.Utc);

    [Theory]
    [InlineData("-00:00:05", "0 s")]
    [InlineData("00:00:00", "0 s")]
    [InlineData("00:00:59.9", "59 s")]
    [InlineData("00:01:00", "1 min")]
    [InlineData("00:59:59", "59 min")]
    [InlineData("01:00:00", "1 h")]
    [InlineData("02:05:59", "2 h 5 min")]
    [InlineData("23:59:59", "23 h 59 min")]
    [InlineData("1.00:59:00", "1 d")]
    [InlineData("400.04:00:00", "400 d 4 h")]
    public void A_duration_is_told_in_its_two_largest_units(string duration, string text) =>
        Assert.Equal(text, TemplateTime.Duration(TimeSpan.Parse(duration, null)));

    [Theory]
    [InlineData("%Y-%m-%d %H:%M:%S", "2026-03-01 09:05:07")]
    [InlineData("%y %B %b %e %j", "26 March Mar  1 060")]
    [InlineData("%A %a %I %p", "Sunday Sun 09 AM")]
    [InlineData("%F %R %T %Z %z %s", "2026-03-01 09:05 09:05:07 UTC +0000 1772355907")]
    [InlineData("100%%", "100%")]
    [InlineData("", "")]
    public void A_time_is_formatted_as_liquid_does(string format, string text) => Assert.Equal(text, TemplateTime.Format(Time, format));

    [Theory]
    [InlineData("%")]
    [InlineData("%Q")]
    [InlineData("%-d")]
    public void An_unknown_directive_is_refused(string format) => Assert.Null(TemplateTime.Format(Time, format));
}
