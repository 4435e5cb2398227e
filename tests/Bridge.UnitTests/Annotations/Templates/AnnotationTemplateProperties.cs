using System.Net;
using System.Text.RegularExpressions;
using Bridge.Annotations;
using Bridge.Annotations.Templates;
using Bridge.Incidents;
using Bridge.Vocabulary;
using CsCheck;

namespace Bridge.UnitTests.Annotations.Templates;

[Trait(PaceTests.Pace, PaceTests.Slow)]
public sealed partial class AnnotationTemplateProperties
{
    private const string Marker = "zebra";

    private static readonly AnnotationTemplate Everything = ATemplate.Of(ATemplate.Everything);

    private static readonly Gen<CustomField> Field = Gen.Select(
        Gen.OneOf(Gen.Const("Affected team"), Any.Text), Any.Text.Array[1, 3], (name, values) => new CustomField("01", name, values));

    private static readonly Gen<Incident> AnIncident =
        from incident in Any.Incident
        from summary in Any.LongText
        from status in Any.Text
        from type in Any.Text
        from fields in Field.Array[0, 4]
        select incident with { Summary = summary, StatusName = status, Type = type, CustomFields = fields };

    private static readonly Gen<TemplateInput> Input =
        from incident in AnIncident
        from part in Gen.OneOf(Enum.GetValues<AnnotationPart>())
        from open in Gen.Bool
        from redact in Gen.Bool
        from start in Any.Time
        from end in Any.Time
        select new TemplateInput
        {
            Incident = incident,
            Part = part,
            Status = open ? AnnotationStatus.Open : AnnotationStatus.Resolved,
            Start = start,
            End = open ? null : end,
            Redact = redact,
        };

    /// <summary>Words of templates, right and wrong ones, in any order.</summary>
    private static readonly Gen<string> Source = Gen.OneOf(
            Gen.OneOf("{{", "}}", "{%", "%}", "{%-", "-%}", " ", "\n", "|", ":", ",", ".", "[", "]", "(", ")", "'", "\"", "=", "==", "..", "<", ">", "&", "/"),
            Gen.OneOf("if", "endif", "else", "elsif", "for", "endfor", "in", "assign", "capture", "endcapture", "case", "when", "endcase", "unless", "endunless"),
            Gen.OneOf("raw", "endraw", "comment", "endcomment", "cycle", "tablerow", "endtablerow", "include", "with", "break", "continue", "increment", "ifchanged"),
            Gen.OneOf("incident", "name", "severity", "rank", "custom_fields", "start", "end", "duration", "status", "nil", "true", "x", "1", "-9", "1e9", "(1..9999999)"),
            Gen.OneOf("append", "join", "split", "truncate", "plus", "times", "divided_by", "date", "sort", "map", "slice", "round", "escape", "url_encode", "contains"),
            Gen.OneOf("<b>", "</b>", "<a href=\"", "\">", "{{ incident.name }}", "{% if status %}", "{% endif %}", "{{ incident.name | truncate: 3 }}"),
            Any.Text)
        .Array[0, 25]
        .Select(words => string.Join(' ', words));

    [Fact]
    public void No_value_ever_becomes_markup() => Input.Sample(
        input =>
        {
            var text = Everything.Render(input).Text;

            Assert.NotNull(text);
            Assert.Matches(OnlyText(), text);
            Assert.InRange(text.Length, 1, HtmlWriter.MaxLength);
            Assert.DoesNotContain(WebUtility.HtmlDecode(text), character => char.IsControl(character) || character is '\u2028' or '\u202e');
        },
        iter: 5_000);

    [Fact]
    public void Filters_never_make_markup_of_a_value() => Gen.Select(
        Input,
        Gen.OneOf(
            "escape", "escape_once", "upcase", "capitalize", "truncate: 7", "truncatewords: 2", "append: incident.summary", "prepend: '<i>'",
            "replace: 'a', '<'", "split: '&' | join: '>'", "split: ' ' | reverse | join: incident.name", "slice: 0, 9", "default: incident.reference",
            "split: '<' | first", "split: 'b' | last", "strip", "remove: 'amp;'", "url_encode", "split: ' ' | sort", "split: ' ' | uniq").Array[1, 4])
        .Sample(
            (input, filters) =>
            {
                var chain = $"incident.name | {string.Join(" | ", filters.Where((filter, index) => index == filters.Length - 1 || !filter.Contains("sort", StringComparison.Ordinal) && !filter.Contains("uniq", StringComparison.Ordinal)))}";
                var template = ATemplate.Of($"x{{% capture c %}}{{{{ {chain} }}}}{{% endcapture %}}{{{{ c }}}}{{{{ {chain} }}}}");

                // Long words that are appended twice and encoded are longer than a text may become; then there is none.
                var (text, failure) = template.Render(input);
                if (failure is null)
                {
                    Assert.Matches(OnlyText(), text);
                }
                else
                {
                    Assert.Equal((null, TemplateFailure.Error), (text, failure));
                    Assert.Contains("url_encode", filters);
                }
            },
            iter: 2_000);

    [Fact]
    public void The_same_input_always_gives_the_same_text() => Input.Sample(
        input => Assert.Equal(Everything.Render(input), ATemplate.Of(ATemplate.Everything).Render(input)),
        iter: 200);

    [Fact]
    public void A_redacted_incident_tells_none_of_its_words() => Input.Sample(
        input =>
        {
            var words = ATemplate.Saying(Marker) with { Reference = "INC-1", Severity = null };

            var text = Everything.Render(input with { Incident = words, Redact = true }).Text;

            Assert.Contains(AnnotationText.Private, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Marker, text, StringComparison.OrdinalIgnoreCase);
        },
        iter: 500);

    [Fact]
    public void Whatever_is_written_into_a_template_nothing_is_thrown() => Gen.Select(Source, Input).Sample(
        (source, input) =>
        {
            if (AnnotationTemplate.TryParse(source, out var template, out var problem))
            {
                var result = template.Render(input);

                Assert.NotEqual(result.Text is null, result.Failure is null);
                Assert.InRange(result.Text?.Length ?? 1, 1, HtmlWriter.MaxLength);
            }
            else
            {
                Assert.Matches(Problem(), problem);
            }
        },
        iter: 5_000);

    /// <summary>Without a sign of HTML, except in the entities that the encoder makes.</summary>
    [GeneratedRegex("^(?:[^<>&\"']|&(?:amp|lt|gt|quot|#x[0-9A-F]+);)*$")]
    private static partial Regex OnlyText();

    [GeneratedRegex(@"^line [1-9]\d*, column [1-9]\d*: .+\.$", RegexOptions.Singleline)]
    private static partial Regex Problem();
}
