using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Annotations;
using Bridge.Kinds.Escalations;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Escalations;

/// <summary>What Grafana shows of an escalation.</summary>
public sealed class EscalationProjectionTests
{
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);
    private static readonly EscalationOptions All = new() { Show = ShownEscalations.All };
    private static readonly EscalationOptions Shown = new() { Show = ShownEscalations.Shown };

    [Fact]
    public void A_region_says_how_long_nobody_answered_and_never_who_was_paged()
    {
        var json = AnEscalation.Json("acked", "10:00 triggered", "10:00 notified_users", "10:04 acked").With("related_incidents", new JsonArray(AnEscalation.Incident()));

        var region = Assert.Single(Decide(All, AnEscalation.Of(json, parents: AnIncident.Live())));

        Assert.Equal((AnnotationPart.Region, AnnotationStatus.Resolved), (region.Part, region.Status));
        Assert.Equal((AnEscalation.At("10:00"), AnEscalation.At("10:04")), (region.Start, region.End));
        Assert.Equal("<b>Paged:</b> Checkout is slow<br>P1 · acknowledged after 4 min · INC-123", region.Text);
        Assert.Equal(
            ["incident-io-escalation", "status:acked", "priority:p1", "ref:INC-123", "path:platform on call", "route:default", $"x-escalation:{AnEscalation.Id}"],
            region.Tags);
    }

    [Theory]
    [InlineData("triggered", "10:00 triggered", "open 10:00")]
    [InlineData("acked", "10:00 triggered, 10:04 acked", "acked 10:00-10:04")]
    [InlineData("resolved", "10:00 triggered, 10:04 acked, 11:00 resolved", "done 10:00-10:04")]
    [InlineData("expired", "10:00 triggered, 10:30 expired", "expired 10:00-10:30")]
    [InlineData("acked", "10:00 triggered, 09:58 acked", "acked 10:00")]
    [InlineData("pending", "", "")]
    [InlineData("cancelled", "10:00 cancelled", "")]
    public void While_it_goes_on_it_is_a_point_and_one_that_paged_nobody_is_nothing(string status, string events, string shown) =>
        Assert.Equal(shown, Words(Decide(All, Of(status, events))));

    [Theory]
    [InlineData("triggered", "10:00 triggered", "open 10:00")]
    [InlineData("acked", "10:00 triggered, 10:04 acked", "acked 10:00, acked 10:04")]
    [InlineData("expired", "10:00 triggered, 10:30 expired", "expired 10:00, expired 10:30")]
    [InlineData("pending", "", "")]
    public void Points_are_at_the_page_and_at_its_end(string status, string events, string shown) =>
        Assert.Equal(shown, Words(Decide(All with { Shape = AnnotationShape.Points }, Of(status, events))));

    [Fact]
    public void The_second_point_says_so()
    {
        var points = Decide(All with { Shape = AnnotationShape.Points }, Of("acked", "10:00 triggered, 10:04 acked"));

        Assert.Equal([AnnotationPart.Start, AnnotationPart.Resolve], points.Select(point => point.Part));
        Assert.Equal(["<b>Paged:</b> Checkout is slow<br>P1 · acknowledged after 4 min", "<b>Page over:</b> Checkout is slow<br>P1 · acknowledged after 4 min"], points.Select(point => point.Text));
        Assert.Equal(["event:start", "event:resolve"], points.SelectMany(point => point.Tags).Where(tag => tag.StartsWith("event:", StringComparison.Ordinal)));
    }

    [Fact]
    public void Until_done_the_region_ends_when_all_is_over()
    {
        Assert.Equal("acked 10:00", Words(Decide(All, Of("acked", "10:00 triggered, 10:04 acked", EscalationUntil.Done))));
        Assert.Equal("done 10:00-11:00", Words(Decide(All, Of("resolved", "10:00 triggered, 10:04 acked, 11:00 resolved", EscalationUntil.Done))));
    }

    [Theory]
    [InlineData("live", "")]
    [InlineData("learning", "")]
    [InlineData("declined", "it belongs to no incident that the route shows")]
    [InlineData("triage", "it belongs to no incident that the route shows")]
    public void Shown_are_those_of_incidents_that_the_route_shows(string category, string why)
    {
        var escalation = AnEscalation.Of(
            AnEscalation.Json("triggered", "10:00 triggered").About(AnEscalation.Incident()), parents: AnIncident.In(Labels.Parse<Bridge.Incidents.StatusCategory>(category)));

        Assert.Equal(why, WhyNot(Shown, escalation));
    }

    [Fact]
    public void Shown_is_none_without_an_incident_or_with_one_that_another_route_takes()
    {
        var about = AnEscalation.Of(AnEscalation.Json("triggered").About(AnEscalation.Incident()), parents: AnIncident.Live());
        var others = Route with { Match = new RouteMatch { Severities = ["Critical"] } };

        Assert.Equal("it belongs to no incident that the route shows", WhyNot(Shown, Of("triggered", "10:00 triggered")));
        Assert.Equal("it belongs to no incident that the route shows", WhyNot(Shown, about, others));
        Assert.Equal("", WhyNot(Shown, about, Route with { Match = new RouteMatch { Severities = ["Major"] } }));
    }

    /// <summary>Of a private alert, whatever its incident is.</summary>
    [Fact]
    public void A_route_for_what_is_public_takes_no_private_one_of_a_public_incident()
    {
        var json = AnEscalation.Json("triggered", "10:00 triggered")
            .With("related_incidents", new JsonArray(AnEscalation.Incident()))
            .With("related_alerts", new JsonArray(AnEscalation.Alert("01JALERT000000000000000001", AnEscalation.PrivateSource)));

        Assert.Equal("it is not public", WhyNot(Shown, AnEscalation.Of(json, parents: AnIncident.Live()), Route with { Match = new RouteMatch { Visibility = RouteVisibility.Public } }));
    }

    [Fact]
    public void All_are_shown_where_the_route_asks_for_nothing_that_only_incidents_have()
    {
        Assert.Equal("", WhyNot(All, Of("triggered", "10:00 triggered")));
        Assert.Equal("it has no severity, as incidents have", WhyNot(All, Of("triggered", "10:00 triggered"), Route with { Match = new RouteMatch { Severities = ["Major"] } }));
        Assert.Equal("its kind is not incident", WhyNot(All, Of("triggered", "10:00 triggered"), Route with { Match = new RouteMatch { Kinds = [SubjectKind.Incident] } }));
    }

    [Theory]
    [InlineData("P1", "")]
    [InlineData("p1", "")]
    [InlineData("P2", "its priority is not P2")]
    [InlineData("P2 P3", "its priority is not P2 or P3")]
    [InlineData("P3 P1", "")]
    public void Priorities_leave_out_the_others(string priorities, string why)
    {
        var options = All with { Priorities = priorities.Split(' ') };

        Assert.Equal(why, WhyNot(options, Of("triggered", "10:00 triggered")));
        Assert.Equal(why.Length == 0 ? 1 : 0, Decide(options, Of("triggered", "10:00 triggered")).Count);
        Assert.NotEqual("", WhyNot(options, AnEscalation.Of(AnEscalation.Json("triggered").Without("priority"))));
    }

    [Fact]
    public void Nothing_is_shown_any_more_once_it_is_turned_off() =>
        Assert.Empty(Decide(new EscalationOptions(), Of("triggered", "10:00 triggered")));

    [Fact]
    public void What_ended_longer_ago_than_annotations_are_kept_goes()
    {
        var options = new AnnotationOptions { KeepFor = TimeSpan.FromDays(1) };
        var acked = Of("acked", "10:00 triggered, 10:04 acked");

        Assert.Single(Decide(All, acked, options, now: acked.End!.Value.AddDays(1)));
        Assert.Empty(Decide(All, acked, options, now: acked.End!.Value.AddDays(1).AddSeconds(1)));
    }

    /// <summary>What is found in Grafana is taken for what it was posted as.</summary>
    [Theory]
    [InlineData("triggered", "10:00 triggered")]
    [InlineData("acked", "10:00 triggered, 10:04 acked")]
    [InlineData("resolved", "10:00 triggered, 10:04 acked, 11:00 resolved")]
    [InlineData("expired", "10:00 triggered, 10:30 expired")]
    public void The_tags_tell_whether_it_is_over(string status, string events)
    {
        var region = Assert.Single(Decide(All, Of(status, events)));

        Assert.Equal(region.Status, AnnotationTags.StatusOf(region.Tags));
    }

    private static Happening Of(string status, string events, EscalationUntil until = EscalationUntil.Acknowledged) =>
        AnEscalation.Of(AnEscalation.Json(status, events.Split(", ", StringSplitOptions.RemoveEmptyEntries)), until);

    private static string WhyNot(EscalationOptions options, Happening escalation, AnnotationRoute? route = null) =>
        new EscalationProjection(options, () => new AnnotationOptions()).WhyNot(escalation, route ?? Route, []) ?? "";

    private static IReadOnlyList<DesiredAnnotation> Decide(EscalationOptions options, Happening escalation, AnnotationOptions? annotations = null, DateTimeOffset now = default) =>
        new EscalationProjection(options, () => annotations ?? new AnnotationOptions()).Decide(escalation, Route, ShownState.Nothing, now, dashboard: null);

    private static string Words(IReadOnlyList<DesiredAnnotation> annotations) => string.Join(", ", annotations.Select(annotation =>
        $"{annotation.Tags.Single(tag => tag.StartsWith("status:", StringComparison.Ordinal))["status:".Length..]} {Clock(annotation.Start)}"
        + (annotation.End == annotation.Start ? "" : $"-{Clock(annotation.End)}")));

    private static string Clock(DateTimeOffset time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
