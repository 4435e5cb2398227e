using Bridge.Annotations.Templates;
using Bridge.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations.Templates;

/// <summary>Where one more or one less makes the difference.</summary>
public sealed class TemplateEdgeTests
{
    [Theory]
    [InlineData("&CounterClockwiseContourIntegral;", "&CounterClockwiseContourIntegral;")]
    [InlineData("&CounterClockwiseContourIntegralXY;", "&amp;CounterClockwiseContourIntegralXY;")]
    [InlineData("&#8505;", "&#8505;")]
    [InlineData("&#x2139;", "&#x2139;")]
    [InlineData("&#;", "&amp;#;")]
    [InlineData("&;", "&amp;;")]
    [InlineData("&#", "&amp;#")]
    [InlineData("&amp", "&amp;amp")]
    [InlineData("&a-b;", "&amp;a-b;")]
    [InlineData("&&amp;&", "&amp;&amp;&amp;")]
    public void An_entity_is_kept_and_what_only_begins_like_one_is_text(string template, string html) => Assert.Equal(html, ATemplate.Text(template));

    [Theory]
    [InlineData(1, 19_999, true)]
    [InlineData(1, 20_000, false)]
    [InlineData(952, 21, true)]
    [InlineData(953, 21, false)]
    public void Twenty_thousand_characters_may_be_printed_before_they_are_cut(int times, int characters, bool fits)
    {
        var template = ATemplate.Of($"{{% if incident.name == 'Checkout is slow' %}}{{% for i in (1..{times}) %}}{{{{ incident.summary }}}}{{% endfor %}}{{% endif %}}x");

        var result = template.Render(ATemplate.Input(ATemplate.Full() with { Summary = new string('y', characters) }));

        Assert.Equal(fits, result.Failure is null);
    }

    [Fact]
    public void What_is_captured_counts_and_counts_again_when_it_is_printed()
    {
        var template = ATemplate.Of(
            "{% if incident.name == 'Checkout is slow' %}{% capture c %}{{ incident.summary }}{% endcapture %}{% capture m %}<b>{{ incident.summary }}</b>{% endcapture %}"
            + "{{ c }}{{ m }}{% endif %}x");

        Assert.Null(Render(4_995).Failure);
        Assert.Equal(TemplateFailure.Error, Render(5_000).Failure);

        TemplateResult Render(int characters) => template.Render(ATemplate.Input(ATemplate.Full() with { Summary = new string('y', characters) }));
    }

    [Fact]
    public void Of_two_custom_fields_with_one_name_the_first_is_taken()
    {
        var incident = ATemplate.Full() with { CustomFields = [new CustomField("01", "Team", ["first"]), new CustomField("02", "TEAM", ["second"])] };

        Assert.Equal("first first", ATemplate.Text("{{ incident.custom_fields.team }} {{ incident.custom_field_values.team | join: ',' }}", incident));
    }

    [Theory]
    [InlineData("2026-03-01T13:04:05Z", "%I %p", "01 PM")]
    [InlineData("2026-03-01T00:04:05Z", "%I %p", "12 AM")]
    [InlineData("2026-12-31T23:59:59Z", "%e %j %b %y", "31 365 Dec 26")]
    public void Hours_and_days_are_told_in_the_afternoon_and_at_the_years_end_too(string time, string format, string text) =>
        Assert.Equal(text, TemplateTime.Format(DateTimeOffset.Parse(time, null).UtcDateTime, format));

    [Theory]
    [InlineData("{{ 1e1000 }}", true)]
    [InlineData("{{ 1e999 | at_most: 2 }}", true)]
    [InlineData("{{ 3.25e-1234 }}", true)]
    [InlineData("{{ 1e30 | minus: 1 | times: 0 }}x", false)]
    [InlineData("version 1.2e2026", true)]
    [InlineData("a1e2026", false)]
    public void A_number_of_more_than_three_digits_behind_its_e_is_refused(string template, bool refused) =>
        Assert.Equal(refused, ATemplate.Problem(template) is not null);
}
