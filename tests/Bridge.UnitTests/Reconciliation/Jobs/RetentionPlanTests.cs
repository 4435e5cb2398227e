using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Reconciliation.Jobs;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>Which of Grafana's annotations may have been there for long enough.</summary>
public sealed class RetentionPlanTests
{
    private static readonly DateTimeOffset Before = AnIncident.ResolvedAt;
    private static readonly SubjectId Incident = AnIncident.Resolved().Id;
    private static readonly AnnotationRoute[] Routes = [new("ops", ["main"]), new("audit", ["main"])];

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void What_ended_before_is_past(int milliseconds, bool isPast) =>
        Assert.Equal(isPast, IsPast(Annotation(end: Before.AddMilliseconds(milliseconds))));

    [Theory]
    [InlineData("status:resolved", true)]
    [InlineData("status:open", false)]
    [InlineData("severity:major", false)]
    public void What_is_not_shown_as_resolved_is_not_past_whenever_it_seems_to_have_ended(string tag, bool isPast) =>
        Assert.Equal(isPast, IsPast(Annotation(status: tag)));

    [Theory]
    [InlineData("ops", true)]
    [InlineData("audit", true)]
    [InlineData("theirs", false)]
    public void Any_of_our_routes_may_have_made_it_and_no_other(string route, bool isPast) =>
        Assert.Equal(isPast, IsPast(Annotation(route: route)));

    [Theory]
    [InlineData("event:resolve", true)]
    [InlineData("event:start", false)]
    [InlineData("event:deploy", false)]
    public void Of_two_points_the_one_at_the_resolve_says_when_it_ended(string part, bool isPast) =>
        Assert.Equal(isPast, IsPast(Annotation(part: part)));

    [Fact]
    public void All_of_an_incident_is_searched_for_at_once_around_all_its_times()
    {
        var (first, last) = (Annotation(start: Before.AddDays(-9), end: Before.AddDays(-8)), Annotation(route: "audit", start: Before.AddDays(-3), end: Before.AddDays(-2)));
        var open = Annotation(status: "status:open", end: Before.AddDays(-20));

        var (incident, times) = Assert.Single(RetentionPlan.Of([last, first, open], Routes, Before));

        Assert.Equal((Incident, SearchTimes.Around(Before.AddDays(-9), Before.AddDays(-2))), (incident, times));
    }

    private static bool IsPast(FoundAnnotation annotation) => RetentionPlan.Of([annotation], Routes, Before).ContainsKey(Incident);

    private static FoundAnnotation Annotation(
        string status = "status:resolved", string route = "ops", string? part = null, DateTimeOffset? start = null, DateTimeOffset? end = null) =>
        new(
            new AnnotationId(1),
            start ?? AnIncident.DeclaredAt,
            end ?? Before.AddHours(-1),
            "text",
            [.. AnnotationTags.Identity(Incident, route, AnnotationPart.Region), status, .. part is null ? Array.Empty<string>() : [part]])
        {
            SeenAt = 0,
        };
}
