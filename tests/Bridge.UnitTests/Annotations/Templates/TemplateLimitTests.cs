using Bridge.Annotations.Templates;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations.Templates;

public sealed class TemplateLimitTests
{
    private static readonly TemplateResult Failed = TemplateResult.Of(TemplateFailure.Error);

    /// <summary>Shown to no sample, so that the limits of the rendering are met and not those of the start.</summary>
    [Theory]
    [InlineData("{% for i in (1..1001) %}x{% endfor %}")]
    [InlineData("{% for i in (1..999999999) %}{% endfor %}")]
    [InlineData("{% for i in (1..100) %}{% for j in (1..100) %}{% endfor %}{% endfor %}")]
    [InlineData("{% assign a = 'xx' %}{% for i in (1..900) %}{% assign a = a | append: a %}{% endfor %}")]
    [InlineData("{% assign a = 'xx' %}{% for i in (1..900) %}{% assign a = a | replace: 'x', 'xx' %}{% endfor %}")]
    [InlineData("{% assign a = 'xx' %}{% for i in (1..900) %}{% capture a %}{{ a }}{{ a }}{% endcapture %}{% endfor %}")]
    [InlineData("{% capture a %}<b>x</b>{% endcapture %}{% for i in (1..900) %}{% capture a %}<b>{{ a }}{{ a }}</b>{% endcapture %}{% endfor %}")]
    [InlineData("{% for i in (1..900) %}{{ incident.summary }}{% endfor %}")]
    [InlineData("{% for i in (1..900) %}                                                           {% endfor %}")]
    public void What_would_not_end_is_ended(string endless)
    {
        var template = ATemplate.Of($"{{% if incident.name == 'Checkout is slow' %}}{endless}{{% endif %}}x");

        Assert.Equal(Failed, template.Render(ATemplate.Input(ATemplate.Full() with { Summary = new string('y', 200) })));
    }

    [Fact]
    public void A_thousand_rounds_are_fine() => Assert.Equal(1_000, ATemplate.Text("{% for i in (1..1000) %}x{% endfor %}")?.Length);

    [Theory]
    [InlineData("{{ ", "(", "1", ")", " }}")]
    [InlineData("{{ incident", "[", "0", "]", " }}")]
    [InlineData("{{ 1", "|plus:1", "", "", " }}")]
    [InlineData("", "{%if a%}", "x", "{%endif%}", "")]
    [InlineData("", "{%case a%}{%when 1%}", "x", "{%endcase%}", "")]
    [InlineData("{% if 1", " or 1", "", "", " %}{% endif %}")]
    [InlineData("{{ ", "-", "1", "", " }}")]
    public void Deep_nesting_is_a_problem_and_no_end_of_the_process(string head, string open, string middle, string close, string tail)
    {
        var depth = (AnnotationTemplate.MaxTemplateLength - 50) / (open.Length + close.Length);
        var text = head + string.Concat(Enumerable.Repeat(open, depth)) + middle + string.Concat(Enumerable.Repeat(close, depth)) + tail;

        Assert.NotNull(ATemplate.Problem(text));
    }
}
