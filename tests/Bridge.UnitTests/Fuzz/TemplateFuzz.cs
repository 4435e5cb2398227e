using System.Text;
using Bridge.Annotations.Templates;
using Bridge.UnitTests.Annotations.Templates;

namespace Bridge.UnitTests.Fuzz;

/// <summary>An operator's template, on an incident whose words are hostile.</summary>
internal sealed class TemplateFuzz : IFuzzTarget
{
    private static readonly string[] Sources =
    [
        ATemplate.Everything,
        "<b>{{ incident.reference }}</b> {% if incident.severity %}<br>{{ incident.severity.name | upcase }}{% endif %}",
        "{% for field in incident.custom_fields %}{{ field.key | truncate: 9 }}={{ field.value | append: 'x' }}{% endfor %}",
        "{% assign a = incident.name | split: ' ' %}{{ a | join: ',' }}{% capture b %}{{ a[0] }}{% endcapture %}{{ b }}",
        "{% for i in (1..99) %}{% for j in (1..99) %}{{ i }}{{ j }}{% endfor %}{% endfor %}",
        "{% unless is_private %}<a href=\"{{ incident.link }}\" title='{{ incident.name }}'>{{ duration }}</a>{% else %}{{ status }}{% endunless %}",
    ];

    private static readonly string[] Words =
    [
        "{{", "}}", "{%", "%}", "|", "incident", ".name", "for i in (1..999999)", "endfor", "if", "endif", "capture", "append: incident.summary",
        "divided_by: 0", "truncate: -1", "slice: 0, 999999999", "times: 1e308", "date: '%Y'", "[", "]", "(1..9999999)", "raw", "comment", "'", "<a ", ">", "--",
    ];

    public string Feed(Random random)
    {
        if (!AnnotationTemplate.TryParse(Source(random), out var template, out var problem))
        {
            Assert.False(string.IsNullOrWhiteSpace(problem));
            return "refused";
        }

        var incident = ATemplate.Saying(Mutation.Text(random, random.Next(20) == 0 ? 2_000 : 20));
        var result = template.Render(ATemplate.Input(random.Next(2) == 0 ? incident : incident with { Severity = null, CustomFields = [] }) with
        {
            Redact = random.Next(2) == 0,
        });

        Assert.NotEqual(result.Text is null, result.Failure is null);
        Assert.InRange(result.Text?.Length ?? 1, 1, HtmlWriter.MaxLength);
        Assert.DoesNotContain("<script", result.Text ?? "", StringComparison.OrdinalIgnoreCase);
        return result.Text is null ? "failed" : "text";
    }

    private static string Source(Random random)
    {
        var source = Mutation.OneOf(random, Sources);
        for (var left = random.Next(4); left > 0; left--)
        {
            source = source.Insert(random.Next(source.Length + 1), $" {Mutation.OneOf(random, Words)} ");
        }

        return random.Next(3) == 0 ? Encoding.UTF8.GetString(Mutation.Bytes(random, Encoding.UTF8.GetBytes(source))) : source;
    }
}
