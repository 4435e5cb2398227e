using Bridge.Annotations.Templates;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations.Templates;

public sealed class AnnotationTemplateTests
{
    [Theory]
    [InlineData("{{ incident.reference }}", "INC-123")]
    [InlineData("{{ incident.name }}", "Checkout is slow")]
    [InlineData("{{ incident.summary }}", "Payments time out")]
    [InlineData("{{ incident.link }}", "https://app.incident.io/acme/incidents/123")]
    [InlineData("{{ incident.mode }}", "standard")]
    [InlineData("{{ incident.type }}", "Production")]
    [InlineData("{{ incident.visibility }}", "public")]
    [InlineData("{{ incident.status }}", "Investigating")]
    [InlineData("{{ incident.severity.name }}/{{ incident.severity.rank }}", "Major/1")]
    [InlineData("{{ incident.custom_fields[\"Affected team\"] }}", "Payments")]
    [InlineData("{{ incident.custom_fields['affected TEAM'] }}", "Payments")]
    [InlineData("{{ incident.custom_fields.Products }}", "Checkout, R&amp;D")]
    [InlineData("{{ incident.custom_fields['No such field'] | default: 'none' }}", "none")]
    [InlineData("{% if incident.custom_fields['Affected team'] == 'Payments' %}yes{% endif %}", "yes")]
    [InlineData("{% if incident.custom_field_values['Products'] contains 'Checkout' %}yes{% endif %}", "yes")]
    [InlineData("{% for value in incident.custom_field_values['Affected team'] %}[{{ value }}]{% endfor %}", "[Payments]")]
    [InlineData("{% for field in incident.custom_fields limit: 2 %}{{ field.key }}={{ field.value }};{% endfor %}", "Affected team=Payments;Products=Checkout, R&amp;D;")]
    [InlineData("{{ start }} to {{ end }}", "2026-03-01 10:00 UTC to 2026-03-01 12:05 UTC")]
    [InlineData("{{ start | date: '%H:%M on %A, %e %B' }}", "10:00 on Sunday,  1 March")]
    [InlineData("{{ duration }}", "2 h 5 min")]
    [InlineData("{{ part }} {{ status }} {{ is_private }}", "region resolved false")]
    public void What_a_template_can_name(string template, string text) => Assert.Equal(text, ATemplate.Text(template));

    [Theory]
    [InlineData("{{ incident.name | upcase }}", "CHECKOUT IS SLOW")]
    [InlineData("{{ incident.name | truncate: 11 }}", "Checkout...")]
    [InlineData("{{ incident.name | split: ' ' | last }}", "slow")]
    [InlineData("{{ incident.name | replace: 'slow', 'fast' }}", "Checkout is fast")]
    [InlineData("{% assign words = incident.name | split: ' ' %}{{ words | size }}", "3")]
    [InlineData("{{ incident.custom_field_values.Products | join: '; ' }}", "Checkout; R&amp;D")]
    [InlineData("{{ incident.severity.rank | plus: 1 }}", "2")]
    [InlineData("https://example.com/?q={{ incident.name | url_encode }}", "https://example.com/?q=Checkout%20is%20slow")]
    [InlineData("{% unless is_private %}open{% endunless %}", "open")]
    [InlineData("{% case incident.severity.name %}{% when 'Minor' %}a{% when 'Major' %}b{% endcase %}", "b")]
    [InlineData("{% comment %}{{ incident.name }}{% endcomment %}x", "x")]
    [InlineData("{% raw %}{{ x }}{% endraw %}", "{{ x }}")]
    [InlineData("{% capture who %}team-{{ incident.custom_fields['Affected team'] | downcase }}{% endcapture %}{% if who == 'team-payments' %}{{ who }}{% endif %}", "team-payments")]
    public void Liquid_works(string template, string text) => Assert.Equal(text, ATemplate.Text(template));

    [Fact]
    public void A_colour_is_no_number()
    {
        Assert.True(AnnotationTemplate.TryParse("<b style=\"color:#1e3083\">{{ incident.reference }}</b>", out _, out var problem), problem);
    }

    [Fact]
    public void What_is_missing_is_nothing_and_false()
    {
        var bare = AnIncident.Live() with { Severity = null, StatusName = "", Permalink = null };

        var text = ATemplate.Of(
            "x{{ incident.summary }}{{ incident.severity.name }}{{ incident.link }}{{ incident.type }}{{ end }}{{ duration }}{{ incident.duration }}{{ end | date: '%H' }}"
            + "{% if incident.summary or incident.status or incident.severity or incident.link or incident.type or end %}leak{% endif %}")
            .Render(ATemplate.Input(bare) with { End = null, Status = AnnotationStatus.Open });

        Assert.Equal("x", text.Text);
    }

    [Theory]
    [InlineData("{{ incident.duration }}")]
    [InlineData("{{ duration }}")]
    public void How_long_it_lasted_is_said_in_units(string template) => Assert.Equal("2 h 5 min", ATemplate.Text(template));

    [Fact]
    public void Line_breaks_of_a_template_are_blanks_and_its_ends_are_trimmed()
    {
        const string Template = "\n  <b>{{ incident.reference }}</b>\r\n  {% if is_private %}\n\n{% endif %}\n\t{{ incident.name }}<br>\n";

        Assert.Equal("<b>INC-123</b> Checkout is slow<br>", ATemplate.Text(Template));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    [InlineData("{{ incident.custom_fields['No such field'] }}")]
    public void A_template_that_prints_nothing_leaves_the_text_to_the_default(string template) =>
        Assert.Equal(TemplateResult.Of(TemplateFailure.Empty), ATemplate.Of(template).Render(ATemplate.Input(ATemplate.Full())));

    [Fact]
    public void A_filter_that_cannot_work_with_a_value_is_a_failure_and_no_exception()
    {
        var template = ATemplate.Of("{% if incident.name contains 'slow' %}{{ incident.name | date: '%Y' }}{% endif %}fine");

        Assert.Equal(TemplateResult.Of(TemplateFailure.Error), template.Render(ATemplate.Input(ATemplate.Full())));
        Assert.Equal("fine", template.Render(ATemplate.Input(ATemplate.Full() with { Name = "Fast" })).Text);
    }

    [Fact]
    public void A_redacted_incident_has_no_words()
    {
        var input = ATemplate.Input(ATemplate.Full() with { IsPrivate = true }) with { Redact = true };

        var text = ATemplate.Of(
            "{{ incident.reference }}|{{ incident.name }}|{{ incident.summary }}|{{ incident.status }}|{{ incident.type }}|{{ incident.custom_fields.Products }}"
            + "|{{ incident.custom_field_values.Products }}|{{ incident.severity.name }}|{{ incident.link }}|{{ incident.visibility }}|{{ is_private }}|{{ duration }}")
            .Render(input).Text;

        Assert.Equal("INC-123|Private incident||||||Major|https://app.incident.io/acme/incidents/123|private|true|2 h 5 min", text);
    }

    [Fact]
    public void Nothing_that_prints_an_input_or_a_result_prints_the_incident()
    {
        var input = ATemplate.Input(ATemplate.Full());

        Assert.DoesNotContain("Checkout", $"{input} {ATemplate.Of("{{ incident.name }}").Render(input)}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_template_serves_many_incidents_at_once()
    {
        var template = ATemplate.Of("{% for i in (1..50) %}{% cycle 'a', 'b' %}{% endfor %}{% assign x = incident.name %}{% capture y %}{{ x }}{% endcapture %}{{ y }}");

        var texts = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(
            () => template.Render(ATemplate.Input(ATemplate.Full() with { Name = $"{number}" })).Text)));

        Assert.Equal(Enumerable.Range(0, 200).Select(number => string.Concat(Enumerable.Repeat("ab", 25)) + number), texts);
    }
}
