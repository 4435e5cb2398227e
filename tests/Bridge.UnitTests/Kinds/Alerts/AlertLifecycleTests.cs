using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Kinds.Alerts;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Kinds.Alerts;

/// <summary>What Grafana has of everything that can happen to an alert. It is 11:00.</summary>
public sealed class AlertLifecycleTests : AlertsFixture
{
    private static readonly Dictionary<string, (string Shown, IReadOnlyList<Alert> Firings)> Table = new()
    {
        ["it fires"] = ("firing 10:00–10:00", [AnAlert.Firing()]),
        ["it was resolved"] = ("resolved 10:00–10:30", [AnAlert.Resolved(1, 0, 30)]),
        ["it is too short"] = ("", [AnAlert.Resolved(1, 0, 1)]),
        ["it began a minute ago"] = ("", [AnAlert.Firing(1, 59)]),
        ["it fires again"] = ("firing 10:00–10:12", [AnAlert.Resolved(1, 0, 10), AnAlert.Firing(2, 12)]),
        ["it fired again and was resolved"] = ("resolved 10:00–10:20", [AnAlert.Resolved(1, 0, 10), AnAlert.Resolved(2, 12, 20)]),
        ["it fires again, for a minute as yet"] = ("resolved 10:00–10:57", [AnAlert.Resolved(1, 0, 57), AnAlert.Firing(2, 59)]),
        ["it fired again much later"] = ("resolved 10:00–10:10", [AnAlert.Resolved(1, 0, 10), AnAlert.Resolved(2, 20, 30)]),
        ["it fired before"] = ("resolved 10:20–10:30", [AnAlert.Resolved(1, 20, 30), AnAlert.Resolved(2, 0, 10)]),
        ["it prolongs another"] = ("", [AnAlert.Resolved(1, 12, 20), AnAlert.Resolved(2, 0, 10)]),
    };

    public static readonly TheoryData<string> Rows = [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Of_the_first_Grafana_has(string row)
    {
        Api.Has(Table[row].Firings);

        Assert.Equal(Table[row].Shown, string.Join(' ', Decide(await FoundAsync()).Select(Summary)));
    }

    [Fact]
    public async Task Its_text_has_title_priority_source_and_link()
    {
        Api.Has(AnAlert.Firing() with { Title = "*Disk* <full>" });

        Assert.Equal(
            "<b>Alert:</b> *Disk* &lt;full&gt;<br>P1 · Prometheus · "
            + "<a href=\"https://app.incident.io/acme/on-call/alerts/01ALERT1/details\" target=\"_blank\" rel=\"noopener\">Open in incident.io</a>",
            Assert.Single(Decide(await FoundAsync())).Text);
    }

    [Fact]
    public async Task Its_tags_are_not_those_of_incidents()
    {
        Api.Has(AnAlert.Firing());

        Assert.Equal(
            ["incident-io-alert", "status:firing", "priority:p1", "source:prometheus", "route:default", "x-alert:01ALERT1"],
            Assert.Single(Decide(await FoundAsync())).Tags);
    }

    [Fact]
    public async Task One_that_matches_goes_where_no_condition_is_of_incidents_alone()
    {
        Api.Has(AnAlert.Firing());
        var alert = await FoundAsync();

        Assert.Single(Decide(alert, Route(new RouteMatch { Kinds = [SubjectKind.Alert] })));
        Assert.Empty(Decide(alert, Route(new RouteMatch { Kinds = [SubjectKind.Incident] })));
        Assert.Empty(Decide(alert, Route(new RouteMatch { Severities = ["Major"] })));
    }

    [Fact]
    public async Task One_that_is_attached_goes_where_its_incident_does()
    {
        Options = Options with { Show = ShownAlerts.Attached };
        Api.Has(AnAlert.Firing());
        var alone = await FoundAsync();
        var attached = AttachedTo(alone, AnIncident.Live());

        Assert.Empty(Decide(alone));
        Assert.Single(Decide(attached));
        Assert.Single(Decide(attached, Route(new RouteMatch { Severities = ["Major"] })));
        Assert.Empty(Decide(attached, Route(new RouteMatch { Severities = ["Minor"] })));
        Assert.Empty(Decide(attached, Route(new RouteMatch { Kinds = [SubjectKind.Incident] })));
        Assert.Empty(Decide(AttachedTo(alone, AnIncident.In(StatusCategory.Declined))));
        Assert.Empty(Decide(AttachedTo(alone, incident: null)));
    }

    [Fact]
    public async Task It_is_looked_at_again_when_it_is_old_enough_and_soon_if_an_older_state_was_remembered()
    {
        Api.Has(AnAlert.Firing(1, minutes: 59));
        var young = await FoundAsync();
        var projection = new AlertProjection(Options, () => new AnnotationOptions());

        Assert.Equal(AnAlert.At.AddMinutes(61), projection.ReviewAt(young, Time.GetUtcNow()));
        Assert.Equal(AnAlert.At.AddMinutes(61.5), projection.ReviewAt(young, AnAlert.At.AddMinutes(61)));
        Assert.Null(projection.ReviewAt(young with { ReadAgainAt = null }, Time.GetUtcNow()));
    }

    private static AnnotationRoute Route(RouteMatch match) => new("ops", ["main"]) { Match = match };

    private static Happening AttachedTo(Happening alert, Incident? incident) =>
        alert with { BelongsTo = [AnIncident.Live().Id], Parents = [new Related(AnIncident.Live().Id, incident)] };

    private static string Summary(DesiredAnnotation annotation) =>
        $"{annotation.Tags.Single(tag => tag.StartsWith("status:", StringComparison.Ordinal))["status:".Length..]} {annotation.Start:HH:mm}–{annotation.End:HH:mm}";
}
