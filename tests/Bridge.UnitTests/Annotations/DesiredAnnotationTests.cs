using Bridge.Annotations;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

public sealed class DesiredAnnotationTests
{
    private static readonly DesiredAnnotation Annotation = new()
    {
        Part = AnnotationPart.Region,
        Status = AnnotationStatus.Open,
        Start = AnIncident.DeclaredAt,
        End = AnIncident.DeclaredAt,
        Text = "text",
        Tags = ["a", "b:c"],
    };

    [Fact]
    public void Equal_content_has_an_equal_fingerprint()
    {
        Assert.Equal(Annotation.Fingerprint(), (Annotation with { Tags = ["a", "b:c"] }).Fingerprint());
    }

    [Fact]
    public void A_fingerprint_is_a_hash_that_tells_nothing_of_the_text()
    {
        Assert.Matches("^[0-9a-f]{64}$", Annotation.Fingerprint());
    }

    [Fact]
    public void Every_part_of_the_content_changes_the_fingerprint()
    {
        DesiredAnnotation[] others =
        [
            Annotation,
            Annotation with { Start = Annotation.Start.AddMilliseconds(-1) },
            Annotation with { End = Annotation.End.AddMilliseconds(1) },
            Annotation with { Text = "Text" },
            Annotation with { Text = "texta\n", Tags = ["b:c"] },
            Annotation with { Tags = ["a"] },
            Annotation with { Tags = ["a", "b", "c"] },
            Annotation with { Text = "text\na", Tags = ["b:c"] },
        ];

        Assert.Distinct(others.Select(other => other.Fingerprint()));
    }
}
