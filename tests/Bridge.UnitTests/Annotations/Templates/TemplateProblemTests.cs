using Bridge.Annotations.Templates;

namespace Bridge.UnitTests.Annotations.Templates;

public sealed class TemplateProblemTests
{
    [Theory]
    [InlineData("{{ incident.name", "line 1, column 17: ")]
    [InlineData("one\ntwo {{ incident.name", "line 2, column 21: ")]
    [InlineData("one\n {{ incident. }}", "line 2, column ")]
    [InlineData("{% if status %}x", "line 1, column 4: ")]
    [InlineData("x\n{% endif %}", "line 2, column 4: ")]
    [InlineData("{{ incident.name | shout }}", "line 1, column 20: `shout` is neither a name nor a filter nor a tag that is known here.")]
    [InlineData("{% if false %}{{ incident.name | shout }}{% endif %}", "line 1, column 34: `shout` is neither")]
    [InlineData("{{ incidnet.name }}", "line 1, column 4: `incidnet` is neither")]
    [InlineData("{{ incident.nmae }}", "line 1, column 4: `incident.nmae` is not known; known are reference, name, ")]
    [InlineData("{{ incident.severity.level }}", "line 1, column 4: `incident.severity.level` is not known; known are name, rank.")]
    [InlineData("x\n {{ 2 | times: 1e308308 }}", "line 2, column 16: this number is too large.")]
    [InlineData("{{ 1.5E+9999 }}", "line 1, column 4: this number is too large.")]
    [InlineData("{% bogus %}", "line 1, column 4: `bogus` is neither")]
    [InlineData("{% include 'secret' %}", "line 1, column 4: `include` is neither")]
    [InlineData("{%- include append for endcapture incident rank include when date", "line 1, column 1: this cannot be read as a template")]
    [InlineData("{{ start | date }}", "line 1, column ")]
    [InlineData("{{ start | date: '%Q' }}", "line 1, column 12: the format of `date` has an unknown directive; known are %Y ")]
    [InlineData("{{ 'now' | date: '%Y' }}", "line 1, column 12: `date` works on times, which are `start` and `end`.")]
    [InlineData("{% assign incident = 'x' %}", "line 1, column ")]
    [InlineData("{{ incident.name | strip_html }}", "line 1, column 20: `strip_html` is neither")]
    [InlineData("{{ math.random 1 2 }}", "line 1, column 4: `math` is neither")]
    [InlineData("{{ date.now }}", "line 1, column ")]
    [InlineData("{{ incident.name | raw }}", "line 1, column 20: `raw` is neither")]
    [InlineData("<a\nhref={{ incident.link }}>", "line 2, column 9: a value cannot stand in a tag, except between the quotes of an attribute.")]
    [InlineData("<{{ incident.name }}>", "line 1, column 1: this `<` does not start a tag; ")]
    [InlineData("<b {{ incident.name }}>", "line 1, column 7: a value cannot stand in a tag")]
    [InlineData("<b onclick=\"{{ incident.name }}\">", "line 1, column 16: a value cannot stand in the attribute `onclick`.")]
    [InlineData("<b style='{{ incident.name }}'>", "line 1, column 14: a value cannot stand in the attribute `style`.")]
    [InlineData("<a href=\"javascript:{{ incident.name }}\">", "line 1, column 24: a value can stand in an address only behind its host and a slash")]
    [InlineData("<img src=\"{{ incident.link }}\">", "line 1, column 14: a value can stand in an address only behind its host and a slash")]
    [InlineData("<area href=\"{{ incident.link }}\">", "line 1, column 16: a value can stand in an address")]
    [InlineData("<img src=\"/{{ incident.name }}\">", "line 1, column 15: a value can stand in an address")]
    [InlineData("<img src=\"https://{{ incident.name }}/p.png\">", "line 1, column 22: a value can stand in an address")]
    [InlineData("<base href=\"https://example.com/\">", "line 1, column 1: the element `base` has no place")]
    [InlineData("<link href=\"https://example.com/\">", "line 1, column 1: the element `link` has no place")]
    [InlineData("<EMBED src=\"https://example.com/\">", "line 1, column 1: the element `EMBED` has no place")]
    [InlineData("<object data=\"https://example.com/\">", "line 1, column 1: the element `object` has no place")]
    [InlineData("<frame src=\"https://example.com/\">", "line 1, column 1: the element `frame` has no place")]
    [InlineData("<meta http-equiv=\"refresh\">", "line 1, column 1: the element `meta` has no place")]
    [InlineData("<script>{{ incident.name }}</script>", "line 1, column 1: the element `script` has no place in the text of an annotation.")]
    [InlineData("x\ny{{ status }}z\n  <b", "line 3, column 3: this tag is not finished.")]
    [InlineData("{{ status }}ab<b", "line 1, column 15: this tag is not finished.")]
    [InlineData("{{ status }}\n<b", "line 2, column 1: this tag is not finished.")]
    [InlineData("<b<i>x</i></b>", "line 1, column 1: this tag is not finished.")]
    [InlineData("<b\"i>x</b>", "line 1, column 1: this tag is not finished.")]
    [InlineData("<b x'y>x</b>", "line 1, column 1: this tag is not finished.")]
    [InlineData("<!-- {{ incident.name }} -->", "line 1, column 1: this `<` does not start a tag; ")]
    [InlineData("{% capture x %}<b>{{ incident.name }}</b>{% endcapture %}{{ x | upcase }}", "line 1, column 65: what was captured with markup in it can be printed, but not compared or filtered.")]
    [InlineData("{% for i in (1..100000) %}x{% endfor %}", "line 1, column ")]
    public void What_is_wrong_is_told_with_its_place(string template, string problem)
    {
        var actual = ATemplate.Problem(template);

        Assert.StartsWith(problem, actual, StringComparison.Ordinal);
        Assert.EndsWith(".", actual, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_of_any_length_that_fits_is_parsed_and_a_longer_one_is_refused()
    {
        Assert.Null(ATemplate.Problem(new string('x', AnnotationTemplate.MaxTemplateLength)));
        Assert.Equal("is longer than 8000 characters.", ATemplate.Problem(new string('x', AnnotationTemplate.MaxTemplateLength + 1)));
    }

    [Theory]
    [InlineData("{{ incident.custom_fields['Count'] | plus: 1 }}")]
    [InlineData("{{ incident.custom_fields['Team'] | upcase }}")]
    [InlineData("{{ incident.severity.rank | minus: 1 }}")]
    [InlineData("{% assign reference = incident.reference %}{{ reference }}")]
    [InlineData("{% for word in incident.custom_field_values.Team %}{{ forloop.index }}{{ word }}{% endfor %}")]
    public void A_value_that_may_be_missing_is_no_problem(string template) => Assert.Null(ATemplate.Problem(template));
}
