using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using CsCheck;

namespace Bridge.UnitTests.Annotations;

[Trait(PaceTests.Pace, PaceTests.Slow)]
public sealed class AnnotationPolicyProperties
{
    private const string Marker = "Plant7ed";

    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);

    private static readonly Gen<IReadOnlyList<DesiredAnnotation>> AnyDecision = Gen.Select(
        Any.Incident, Any.Options, Any.Shown, (incident, options, shown) => AnnotationPolicy.Decide(incident, options, Route, shown, default));

    [Fact]
    public void An_annotation_never_ends_before_it_starts()
    {
        AnyDecision.Sample(annotations => Assert.All(annotations, annotation => Assert.True(annotation.End >= annotation.Start)));
    }

    [Fact]
    public void Times_are_whole_milliseconds()
    {
        AnyDecision.Sample(annotations => Assert.All(
            annotations.SelectMany(annotation => new[] { annotation.Start, annotation.End }),
            time => Assert.Equal(0, time.Ticks % TimeSpan.TicksPerMillisecond)));
    }

    [Fact]
    public void There_is_at_most_one_annotation_for_each_part()
    {
        AnyDecision.Sample(annotations => Assert.Distinct(annotations.Select(annotation => annotation.Part)));
    }

    [Fact]
    public void Fingerprints_are_equal_exactly_when_the_content_is()
    {
        var pairs = Gen.Select(Any.Incident, Any.Incident, Gen.Bool, Any.Shown);

        pairs.Sample((one, other, same, shown) =>
        {
            if (AnnotationPolicy.Decide(one, new AnnotationOptions(), Route, shown, default) is [var left]
                && AnnotationPolicy.Decide(same ? one : other, new AnnotationOptions(), Route, shown, default) is [var right])
            {
                Assert.Equal(Content(left) == Content(right), left.Fingerprint() == right.Fingerprint());
            }
        });
    }

    [Fact]
    public void A_redacted_annotation_holds_nothing_of_the_name_or_the_status()
    {
        Gen.Select(Any.Incident, Any.Text, Any.Options, Any.Shown).Sample((incident, around, options, shown) =>
        {
            var secret = incident with { IsPrivate = true, Name = $"{around}{Marker}{around}", StatusName = Marker };

            var annotations = AnnotationPolicy.Decide(secret, options with { Private = PrivateMode.Redact }, Route, shown, default);

            Assert.All(annotations, annotation => Assert.DoesNotContain(
                Marker, annotation.Text + string.Join(' ', annotation.Tags), StringComparison.OrdinalIgnoreCase));
        });
    }

    [Fact]
    public void A_redacted_annotation_does_not_depend_on_the_name_at_all()
    {
        Gen.Select(Any.Incident, Any.Text, Any.Shown).Sample((incident, name, shown) =>
        {
            var one = AnnotationPolicy.Decide(incident.Private(), new AnnotationOptions(), Route, shown, default);
            var other = AnnotationPolicy.Decide(incident.Private() with { Name = name }, new AnnotationOptions(), Route, shown, default);

            Assert.Equal(one.Select(annotation => annotation.Fingerprint()), other.Select(annotation => annotation.Fingerprint()));
        });
    }

    [Fact]
    public void What_is_shown_matters_only_where_incident_io_leaves_it_open()
    {
        Gen.Select(Any.Incident, Any.Options, Any.Shown).Sample((incident, options, shown) =>
        {
            if (LeavesNothingOpen(incident))
            {
                Assert.Equal(
                    AnnotationPolicy.Decide(incident, options, Route, ShownState.Nothing, default).Select(Content),
                    AnnotationPolicy.Decide(incident, options, Route, shown, default).Select(Content));
            }
        });
    }

    /// <summary>Neither a category that keeps what is shown, nor an end that no timestamp names.</summary>
    private static bool LeavesNothingOpen(Incident incident) => incident.Category switch
    {
        StatusCategory.Paused or StatusCategory.Unknown => false,
        StatusCategory.Learning or StatusCategory.Closed => incident.Timestamps.Any(
            timestamp => new AnnotationOptions().EndFrom.Any(name => TimestampName.Same(name, timestamp.Name))),
        _ => true,
    };

    private static string Content(DesiredAnnotation annotation) =>
        $"{annotation.Start:O}|{annotation.End:O}|{annotation.Text}|{string.Join('\n', annotation.Tags)}";
}
