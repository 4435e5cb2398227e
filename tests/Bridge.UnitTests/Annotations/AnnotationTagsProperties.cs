using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using CsCheck;

namespace Bridge.UnitTests.Annotations;

[Trait(PaceTests.Pace, PaceTests.Slow)]
public sealed class AnnotationTagsProperties
{
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);

    private static readonly IncidentTag[] Own =
    [
        new("service", TagSource.Field) { Field = "Field" },
        new("every", TagSource.Field) { Field = "f", IsEach = true },
        new("type", TagSource.Type),
        new("ref", TagSource.Reference),
    ];

    private static readonly Gen<IReadOnlyList<string>> AnyTags = Gen.Select(
        Any.LongText,
        Any.LongText,
        Any.Text.Array[0, 4],
        Any.LongText.Array[0, 4],
        (reference, severity, extra, values) => AnnotationTags.For(
            AnIncident.Live() with
            {
                Reference = reference,
                Severity = new IncidentSeverity(severity, 1),
                Type = values.FirstOrDefault(),
                CustomFields = values.Length == 0 ? [] : [new CustomField("f", "Field", values)],
            },
            AnnotationPart.Start,
            AnnotationStatus.Open,
            Route,
            [.. extra.Where(tag => AnnotationTags.Problem(tag) is null)],
            own: Own));

    [Fact]
    public void Grafana_changes_nothing_in_the_tags_it_is_sent()
    {
        AnyTags.Sample(tags => Assert.Equal(tags, GrafanaTagCleaning.Clean(tags)));
    }

    [Fact]
    public void Every_key_has_one_value_unless_each_is_asked_for()
    {
        AnyTags.Sample(tags => Assert.Distinct(tags.Select(tag => tag.Split(':')[0]).Where(key => key != "every")));
    }

    [Fact]
    public void No_tag_and_no_list_is_longer_than_grafanas_columns()
    {
        AnyTags.Sample(tags =>
        {
            Assert.All(tags.SelectMany(tag => tag.Split(':')), part => Assert.InRange(part.Length, 1, 100));
            Assert.InRange(AnnotationTags.JsonLength(tags), 2, 480);
        });
    }

    [Fact]
    public void No_tag_has_a_comma_or_a_control_character()
    {
        AnyTags.Sample(tags => Assert.All(
            tags, tag => Assert.DoesNotContain(tag, character => character == ',' || char.IsControl(character))));
    }

    [Fact]
    public void All_but_the_id_and_the_reference_is_in_lower_case()
    {
        AnyTags.Sample(tags => Assert.All(
            tags.Where(tag => !tag.StartsWith("x-incident:", StringComparison.Ordinal) && !tag.StartsWith("ref:", StringComparison.Ordinal)),
            tag => Assert.Equal(tag.ToLowerInvariant(), tag)));
    }

    [Fact]
    public void The_identity_is_always_whole()
    {
        var identity = AnnotationTags.Identity(AnIncident.Live().Id, Route.Name, AnnotationPart.Start);

        AnyTags.Sample(tags => Assert.Equal(identity, [tags[0], .. tags.Skip(tags.Count - (identity.Count - 1))]));
    }
}
