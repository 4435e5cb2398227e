using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

public sealed class AnnotationPolicyTests
{
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);

    [Theory]
    [InlineData("triage", null, null)]
    [InlineData("triage", "open", null)]
    [InlineData("triage", "resolved", null)]
    [InlineData("declined", null, null)]
    [InlineData("declined", "open", null)]
    [InlineData("declined", "resolved", null)]
    [InlineData("merged", null, null)]
    [InlineData("merged", "open", null)]
    [InlineData("merged", "resolved", null)]
    [InlineData("canceled", null, null)]
    [InlineData("canceled", "open", null)]
    [InlineData("canceled", "resolved", null)]
    [InlineData("live", null, "open")]
    [InlineData("live", "open", "open")]
    [InlineData("live", "resolved", "open")]
    [InlineData("learning", null, "resolved")]
    [InlineData("learning", "open", "resolved")]
    [InlineData("learning", "resolved", "resolved")]
    [InlineData("closed", null, "resolved")]
    [InlineData("closed", "open", "resolved")]
    [InlineData("closed", "resolved", "resolved")]
    [InlineData("paused", null, "open")]
    [InlineData("paused", "open", "open")]
    [InlineData("paused", "resolved", "resolved")]
    [InlineData("unknown", null, null)]
    [InlineData("unknown", "open", "open")]
    [InlineData("unknown", "resolved", "resolved")]
    public void The_category_decides_what_is_shown(string category, string? shownBefore, string? expected)
    {
        var incident = AnIncident.In(Labels.Parse<StatusCategory>(category));
        var shown = Shown(shownBefore);

        var region = AnnotationPolicy.Decide(incident, new AnnotationOptions(), Route, shown, default);
        var points = AnnotationPolicy.Decide(incident, new AnnotationOptions { Shape = AnnotationShape.Points }, Route, shown, default);

        Assert.Equal(expected is null ? [] : [$"region {expected}"], region.Select(Summary));
        Assert.Equal(
            expected switch
            {
                null => [],
                "open" => ["start open"],
                _ => ["start resolved", "resolve resolved"],
            },
            points.Select(Summary));
    }

    [Fact]
    public void Every_category_has_a_rule()
    {
        foreach (var category in Enum.GetValues<StatusCategory>())
        {
            var decide = () => AnnotationPolicy.Decide(AnIncident.In(category), new AnnotationOptions(), Route, ShownState.Nothing, default);

            Assert.Null(Record.Exception(decide));
        }
    }

    [Fact]
    public void An_open_region_ends_ahead_of_now_whatever_end_it_carries()
    {
        var region = Assert.Single(Decide(AnIncident.Live().At("Resolved at", AnIncident.ResolvedAt)));

        Assert.Equal(AnIncident.DeclaredAt, region.Start);
        Assert.Equal(AnIncident.DeclaredAt.AddMinutes(15), region.End);
    }

    [Fact]
    public void A_resolved_region_reaches_from_the_start_to_the_end()
    {
        var region = Assert.Single(Decide(AnIncident.Resolved()));

        Assert.Equal(AnIncident.DeclaredAt, region.Start);
        Assert.Equal(AnIncident.ResolvedAt, region.End);
    }

    [Fact]
    public void Points_mark_the_start_and_the_end()
    {
        var points = Decide(AnIncident.Resolved(), new AnnotationOptions { Shape = AnnotationShape.Points });

        Assert.Equal(2, points.Count);
        Assert.Equal((AnIncident.DeclaredAt, AnIncident.DeclaredAt), (points[0].Start, points[0].End));
        Assert.Equal((AnIncident.ResolvedAt, AnIncident.ResolvedAt), (points[1].Start, points[1].End));
    }

    [Fact]
    public void Triage_is_shown_as_open_when_asked_for()
    {
        var annotations = Decide(AnIncident.In(StatusCategory.Triage), new AnnotationOptions { IncludeTriage = true });

        Assert.Equal(["region open"], annotations.Select(Summary));
    }

    [Theory]
    [InlineData("standard", true)]
    [InlineData("retrospective", true)]
    [InlineData("test", false)]
    [InlineData("tutorial", false)]
    [InlineData("unknown", false)]
    public void Only_real_incidents_are_annotated_by_default(string mode, bool annotated)
    {
        var incident = AnIncident.Live() with { Mode = Labels.Parse<IncidentMode>(mode) };

        Assert.Equal(annotated, Decide(incident).Count > 0);
    }

    [Fact]
    public void Modes_can_be_chosen()
    {
        var options = new AnnotationOptions { Modes = [IncidentMode.Test] };

        Assert.Empty(Decide(AnIncident.Live(), options));
        Assert.Single(Decide(AnIncident.Live() with { Mode = IncidentMode.Test }, options));
    }

    [Fact]
    public void A_retrospective_incident_is_shown_when_it_happened()
    {
        var began = AnIncident.DeclaredAt.AddDays(-30);
        var incident = AnIncident.In(StatusCategory.Closed) with { Mode = IncidentMode.Retrospective };

        var region = Assert.Single(Decide(incident.At("Impact started at", began).At("Resolved at", began.AddHours(1))));

        Assert.Equal((began, began.AddHours(1)), (region.Start, region.End));
    }

    [Fact]
    public void Tags_say_which_annotation_it_is_and_what_it_shows()
    {
        var region = Assert.Single(Decide(AnIncident.Resolved(), new AnnotationOptions { Tags = ["team:payments"] }));

        Assert.Equal(
            ["incident-io", "severity:major", "status:resolved", "team:payments", "route:default", $"x-incident:{AnIncident.Id}"], region.Tags);
    }

    private static ShownState Shown(string? status) => status is null
        ? ShownState.Nothing
        : new ShownState(Labels.Parse<AnnotationStatus>(status), status == "resolved" ? AnIncident.ResolvedAt : null);

    private static IReadOnlyList<DesiredAnnotation> Decide(Incident incident, AnnotationOptions? options = null) =>
        AnnotationPolicy.Decide(incident, options ?? new AnnotationOptions(), Route, ShownState.Nothing, default);

    private static string Summary(DesiredAnnotation annotation) => $"{Labels.Of(annotation.Part)} {Labels.Of(annotation.Status)}";
}
