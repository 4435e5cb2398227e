using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What several routes make of one incident.</summary>
public sealed class RoutesPlanTests
{
    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt;
    private static readonly AnnotationOptions Options = new() { OpenEndInterval = TimeSpan.FromMinutes(1) };
    private static readonly IReadOnlyList<IncidentSeverity> Severities = [new("Minor", 0), new("Major", 1), new("Critical", 2)];
    private static readonly AnnotationRoute Everything = new("everything", ["main"]);
    private static readonly AnnotationRoute Serious = new("serious", ["main"]) { Match = new RouteMatch { MinimumSeverity = "Major" } };
    private static readonly AnnotationRoute Misspelt = new("misspelt", ["main"]) { Match = new RouteMatch { Severities = ["Majjor"] } };

    [Fact]
    public void Every_route_that_matches_applies_in_every_place()
    {
        var dashboards = new AnnotationRoute("dashboards", ["main", "other"]) { Dashboards = [DashboardPanel.Parse("payments"), DashboardPanel.Parse("search/4")] };

        var plan = Make(AnIncident.Live(), [Everything, Serious, dashboards]);
        var other = Plans.Make(AnIncident.Live(), "other", [Everything, Serious, dashboards], Options, Severities, [], Now);

        Assert.Equal(
            ["create everything main", "create serious main", "create dashboards main payments", "create dashboards main search/4"], Told(plan));
        Assert.Equal(["create dashboards other payments", "create dashboards other search/4"], Told(other));
        Assert.All(plan.Steps.Cast<ReconciliationStep.Create>(), step => Assert.Equal(step.Key.Dashboard, step.Desired.Dashboard));
    }

    [Fact]
    public void An_incident_that_no_route_takes_is_shown_nowhere() =>
        Assert.Empty(Make(AnIncident.Live() with { Severity = null }, [Serious]).Steps);

    [Fact]
    public void An_incident_that_stops_matching_loses_that_routes_annotation_alone()
    {
        var before = Posted(AnIncident.Live(), Everything, Serious);

        var plan = Make(AnIncident.Live() with { Severity = Severities[0] }, [Everything, Serious], before);

        Assert.Equal(["delete serious main", "update everything main"], Told(plan));
    }

    [Fact]
    public void A_dashboard_that_is_no_longer_in_the_settings_loses_its_annotation()
    {
        var route = new AnnotationRoute("ops", ["main"]) { Dashboards = [DashboardPanel.Parse("payments"), DashboardPanel.Parse("search")] };
        var before = Posted(AnIncident.Live(), route);

        var plan = Make(AnIncident.Live(), [route with { Dashboards = [DashboardPanel.Parse("search")] }], before);

        Assert.Equal(["delete ops main payments"], Told(plan));
    }

    [Fact]
    public void A_severity_that_nobody_knows_is_a_fault_of_its_route_and_the_others_are_followed()
    {
        var plan = Make(AnIncident.Live(), [Misspelt, Everything]);

        var fault = Assert.Single(plan.Faults);
        Assert.Equal((FailureReason.Settings, "route misspelt: incident.io has no severity Majjor"), (fault.Reason, fault.Detail));
        Assert.Equal(["create everything main"], Told(plan));
    }

    [Fact]
    public void A_route_that_names_a_known_severity_beside_an_unknown_one_is_not_followed_either()
    {
        var half = new AnnotationRoute("half", ["main"]) { Match = new RouteMatch { Severities = ["Majjor", "Major"] } };

        var plan = Make(AnIncident.Live(), [half]);

        Assert.Empty(plan.Steps);
        Assert.Empty(plan.Moves);
        Assert.Single(plan.Faults);
    }

    [Fact]
    public void A_route_with_a_fault_keeps_what_it_posted()
    {
        var before = Posted(AnIncident.Live(), Misspelt, Everything);

        var plan = Make(AnIncident.In(StatusCategory.Canceled), [Misspelt, Everything], before);

        Assert.Equal(["delete everything main"], Told(plan));
        Assert.Single(plan.Faults);
    }

    [Fact]
    public void Without_severities_routes_that_name_none_are_followed_and_the_others_keep_what_they_posted()
    {
        var before = Posted(AnIncident.Live(), Serious);

        var plan = Plans.Make(AnIncident.In(StatusCategory.Canceled), "main", [Serious, Everything], Options, null, before, Now);
        var live = Plans.Make(AnIncident.Live(), "main", [Serious, Everything], Options, null, [], Now);

        Assert.Empty(plan.Steps);
        Assert.Empty(plan.Faults);
        Assert.Equal(["create everything main"], Told(live));
    }

    [Theory]
    [InlineData(null, "update")]
    [InlineData(PrivateMode.Redact, "update")]
    [InlineData(PrivateMode.Omit, "delete")]
    [InlineData(PrivateMode.Full, null)]
    public void A_route_with_a_fault_tells_no_more_of_an_incident_that_turned_private_than_it_may(object? mode, string? step)
    {
        var route = Misspelt with { Private = (PrivateMode?)mode };
        var before = Posted(AnIncident.Live(), route);

        var plan = Make(AnIncident.Live().Private(), [route], before);
        var unasked = Plans.Make(AnIncident.Live().Private(), "main", [route], Options, null, before, Now);

        Assert.Equal(step is null ? [] : [$"{step} misspelt main"], Told(plan));
        Assert.Equal(Told(plan), Told(unasked));
        Assert.All(plan.Steps.OfType<ReconciliationStep.Update>(), update => Assert.DoesNotContain("Checkout", update.Desired.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_route_with_a_fault_makes_nothing_of_a_private_incident_and_takes_a_create_of_unknown_fate_away()
    {
        var intent = Assert.Single(Posted(AnIncident.Live(), Misspelt)) with { AnnotationId = null, Fingerprint = null, ConfirmAt = Now.AddMinutes(1) };

        Assert.Empty(Make(AnIncident.Live().Private(), [Misspelt]).Steps);
        Assert.Equal(["delete misspelt main"], Told(Make(AnIncident.Live().Private(), [Misspelt], [intent])));
    }

    [Fact]
    public void What_a_route_posted_here_that_goes_elsewhere_now_is_taken_away_though_its_severities_are_not_known()
    {
        var before = Posted(AnIncident.Live(), Serious);

        var plan = Plans.Make(AnIncident.Live(), "main", [Serious with { Grafanas = ["other"] }], Options, null, before, Now);

        Assert.Equal(["delete serious main"], Told(plan));
        Assert.Empty(plan.Faults);
    }

    [Fact]
    public void A_look_is_for_what_did_not_fail()
    {
        var other = new AnnotationRoute("other", ["main"]);
        var plan = Make(AnIncident.Live(), [Everything, other]);
        var keys = plan.Steps.Select(step => step.Key).ToList();
        var doubt = Posted(AnIncident.Live(), Everything)[0] with { ConfirmAt = Now.AddSeconds(5) };
        var overdue = doubt with { ConfirmAt = Now };

        Assert.Equal(Now.AddMinutes(1), plan.LookAgainAt([], [], Now));
        Assert.Equal(Now.AddMinutes(1), plan.LookAgainAt([], [keys[0]], Now));
        Assert.Null(plan.LookAgainAt([], keys, Now));
        Assert.Equal(Now.AddSeconds(5), plan.LookAgainAt([doubt], [keys[1]], Now));
        Assert.Null(plan.LookAgainAt([doubt], keys, Now));
        Assert.Null(plan.LookAgainAt([overdue], [keys[0], keys[1]], Now));
        Assert.Equal(Now.AddMinutes(1), plan.LookAgainAt([overdue], [], Now));
    }

    [Fact]
    public void Between_two_shapes_the_region_says_what_is_shown()
    {
        var region = Posted(AnIncident.Live(), Everything)[0];
        var resolve = region with { Key = region.Key with { Part = AnnotationPart.Resolve }, Status = AnnotationStatus.Resolved, End = Now };

        Assert.Equal(
            new ShownState(AnnotationStatus.Open, region.End), ReconciliationPlan.ShownIn([resolve, region], Everything.Name, "main", dashboard: null));
        Assert.Equal(new ShownState(AnnotationStatus.Resolved, Now), ReconciliationPlan.ShownIn([resolve], Everything.Name, "main", dashboard: null));
    }

    private static ReconciliationPlan Make(Incident incident, IReadOnlyList<AnnotationRoute> routes, params IReadOnlyList<LedgerEntry> ledger) =>
        Plans.Make(incident, "main", routes, Options, Severities, ledger, Now);

    /// <summary>The ledger after the incident was shown by these routes, whatever they match.</summary>
    private static IReadOnlyList<LedgerEntry> Posted(Incident incident, params IReadOnlyList<AnnotationRoute> routes) =>
    [
        .. from route in routes
           from place in route.Places
           from desired in AnnotationPolicy.Decide(incident, Options, route, ShownState.Nothing, Now, place.Dashboard)
           select new LedgerEntry(
               new LedgerKey(incident.Id, route.Name, place.Grafana, desired.Part, place.Dashboard),
               AnnotationId: 7,
               desired.Fingerprint(),
               desired.Status,
               desired.Start,
               desired.End,
               ConfirmAt: null),
    ];

    private static IEnumerable<string> Told(ReconciliationPlan plan) => plan.Steps.Select(step =>
        $"{step.GetType().Name.ToLowerInvariant()} {step.Key.Route} {step.Key.Grafana} {step.Key.Dashboard}".TrimEnd());
}
