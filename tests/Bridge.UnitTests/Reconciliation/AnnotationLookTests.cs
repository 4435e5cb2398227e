using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>Which of the annotations that were found is the one.</summary>
public sealed class AnnotationLookTests
{
    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt;
    private static readonly LedgerKey Key = new(SubjectId.Parse(AnIncident.Id), "default", "main", AnnotationPart.Region);

    private static readonly DesiredAnnotation Wanted = new()
    {
        Part = Key.Part,
        Status = AnnotationStatus.Resolved,
        Start = AnIncident.DeclaredAt,
        End = AnIncident.ResolvedAt,
        Text = "Checkout was slow",
        Tags = AnnotationTags.Identity(Key.Subject, Key.Route, Key.Part),
    };

    private static readonly FoundAnnotation Right = new(new AnnotationId(9), Wanted.Start, Wanted.End, Wanted.Text, Wanted.Tags) { SeenAt = 0 };
    private static readonly FoundAnnotation Old = Right with { Id = new AnnotationId(7), Text = "Checkout is slow" };
    private static readonly FoundAnnotation Older = Old with { Id = new AnnotationId(5) };

    [Fact]
    public void Where_nothing_is_found_nothing_is_the_one()
    {
        Assert.True(Look().IsEmpty);
        Assert.Null(Look().Best(Key, Wanted));
        Assert.Null(Look(Right).Best(Key with { Route = "ops" }, Wanted));
    }

    [Fact]
    public void The_one_that_shows_what_is_wanted_goes_before_those_that_are_older() => Assert.Equal(Right, Look(Old, Right, Older).Best(Key, Wanted));

    [Fact]
    public void Otherwise_it_is_the_oldest()
    {
        Assert.Equal(Older, Look(Old, Older).Best(Key, Wanted));
        Assert.Equal(Older, Look(Right, Older).Best(Key, wanted: null));
        Assert.Equal(Older, Look(Right with { IsIndexed = false }, Older).Best(Key, Wanted));
    }

    [Fact]
    public void What_is_deleted_is_not_there_any_more_and_the_others_are()
    {
        var look = Look(Older, Old, Right);

        look.Forget(Old);

        Assert.Equal([Older, Right], look.Of(Key));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(5.001, false)]
    public void It_counts_for_as_long_as_what_was_found_does(double seconds, bool isFresh) =>
        Assert.Equal(isFresh, Look(Right).IsFresh(Now.AddSeconds(seconds)));

    private static AnnotationLook Look(params FoundAnnotation[] found) => new(Key.Subject, Key.Grafana, found, _ => true, Now);
}
