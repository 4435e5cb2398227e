using Bridge.Annotations;
using Bridge.Commands.Prune;
using Bridge.Reconciliation;
using Bridge.Reconciliation.Jobs;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Commands;

/// <summary>What of the kinds beside incidents is old enough to go.</summary>
public sealed class KindPruneTests
{
    private static readonly DateTimeOffset End = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyList<AnnotationRoute> Routes = TestSettings.Read().Routes;

    /// <summary>A kind may have more words for its state; only one of them says that it is not over.</summary>
    [Theory]
    [InlineData("incident-io-maintenance", "x-maintenance", "resolved", true)]
    [InlineData("incident-io-maintenance", "x-maintenance", "expired", true)]
    [InlineData("incident-io-maintenance", "x-maintenance", "open", false)]
    [InlineData("incident-io-maintenance", "x-incident", "resolved", false)]
    [InlineData("incident-io-newer", "x-newer", "resolved", false)]
    [InlineData("incident-io", "x-incident", "resolved", true)]
    [InlineData("incident-io", "x-incident", "unheard-of", false)]
    [InlineData("incident-io", "x-incident", "open", false)]
    public void One_that_is_over_goes_by_age(string common, string key, string status, bool goes)
    {
        var annotation = Annotation(common, key, status);

        Assert.Equal(goes, PruneCandidate.Of(annotation, Routes, End.AddDays(1)) is not null);
        Assert.Equal(goes, RetentionPlan.Of([annotation], Routes, End.AddDays(1)).Count == 1);
        Assert.Null(PruneCandidate.Of(annotation, Routes, End));
    }

    [Theory]
    [InlineData("incident-io-maintenance", "x-maintenance", "default", true)]
    [InlineData("incident-io-maintenance", "x-maintenance", "theirs", false)]
    [InlineData("incident-io", "x-incident", "default", false)]
    public void Those_of_a_kind_that_is_off_go_open_ones_too(string common, string key, string route, bool goes)
    {
        var annotation = Annotation(common, key, "open", route);

        Assert.Equal(goes, PruneCandidate.OfFormer(annotation, SubjectKind.Maintenance, Routes, before: null) is not null);
        Assert.Null(PruneCandidate.OfFormer(annotation, SubjectKind.Maintenance, Routes, End));
        Assert.Equal("of kind maintenance", new PruneScope(null, SubjectKind.Maintenance, null).ToString());
    }

    private static FoundAnnotation Annotation(string common, string key, string status, string route = "default") =>
        new(new AnnotationId(7), End.AddHours(-1), End, "text", [common, $"status:{status}", $"route:{route}", $"{key}:01ABC"]) { SeenAt = 0 };
}
