using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A route that names a severity which incident.io does not have: what it posted stays, but for a private incident's words.</summary>
public sealed class FaultedRoutePlanTests
{
    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt;
    private static readonly DashboardPanel Panel = DashboardPanel.Parse("d1/2");
    private static readonly IncidentSeverity[] Severities = [new("High", 1)];

    private static readonly AnnotationRoute Route = new("ops", ["main"])
    {
        Match = new RouteMatch { Severities = ["Major"] },
        Dashboards = [Panel],
    };

    private static readonly LedgerEntry Shown = new(
        new LedgerKey(AnIncident.Live().Id, "ops", "main", AnnotationPart.Region, Panel),
        AnnotationId: 7,
        "fingerprint of the name",
        AnnotationStatus.Open,
        AnIncident.DeclaredAt,
        AnIncident.DeclaredAt,
        ConfirmAt: null);

    [Theory]
    [InlineData("live")]
    [InlineData("closed")]
    [InlineData("canceled")]
    public void What_was_posted_of_a_public_incident_stays_and_the_fault_is_told(string category)
    {
        var plan = Plan(AnIncident.In(Labels.Parse<StatusCategory>(category)), Shown);

        Assert.Empty(plan.Steps);
        Assert.Equal(FailureReason.Settings, Assert.Single(plan.Faults).Reason);
    }

    [Fact]
    public void Nothing_new_is_posted_not_even_of_a_private_incident() => Assert.Empty(Plan(AnIncident.Live().Private()).Steps);

    [Fact]
    public void What_was_posted_of_one_that_turned_private_is_redacted_as_if_the_route_could_be_followed()
    {
        var followed = Route with { Match = RouteMatch.Everything };

        var step = Assert.IsType<ReconciliationStep.Update>(Assert.Single(Plan(AnIncident.Live().Private(), Shown).Steps));
        var wanted = Assert.IsType<ReconciliationStep.Update>(Assert.Single(Plan(AnIncident.Live().Private(), followed, Shown).Steps));

        Assert.Equal(Shown, step.Known);
        Assert.Equal(wanted.Desired.Fingerprint(), step.Desired.Fingerprint());
        Assert.Equal(Panel, step.Desired.Dashboard);
    }

    [Fact]
    public void Once_redacted_it_is_left_alone()
    {
        var step = Assert.IsType<ReconciliationStep.Update>(Assert.Single(Plan(AnIncident.Live().Private(), Shown).Steps));

        Assert.Empty(Plan(AnIncident.Live().Private(), Shown with { Fingerprint = step.Desired.Fingerprint() }).Steps);
    }

    [Theory]
    [InlineData("omit", "live")]
    [InlineData("redact", "canceled")]
    public void It_is_taken_away_where_nothing_is_told_of_it(string mode, string category)
    {
        var route = Route with { Private = Enum.Parse<PrivateMode>(mode, ignoreCase: true) };
        var incident = AnIncident.In(Labels.Parse<StatusCategory>(category)).Private();

        Assert.Equal(new ReconciliationStep.Delete(Shown), Assert.Single(Plan(incident, route, Shown).Steps));
    }

    [Fact]
    public void A_create_of_unknown_fate_is_taken_away_and_not_made_again()
    {
        var intent = Shown with { AnnotationId = null, Fingerprint = null, ConfirmAt = Now.AddMinutes(1) };

        Assert.Equal(new ReconciliationStep.Delete(intent), Assert.Single(Plan(AnIncident.Live().Private(), intent).Steps));
    }

    [Fact]
    public void Other_routes_are_followed()
    {
        var other = new AnnotationRoute("all", ["main"]);

        var plan = Plans.Make(AnIncident.Live(), "main", [Route, other], new AnnotationOptions(), Severities, [Shown], Now);

        Assert.Equal("all", Assert.IsType<ReconciliationStep.Create>(Assert.Single(plan.Steps)).Key.Route);
    }

    private static ReconciliationPlan Plan(Incident incident, params IReadOnlyList<LedgerEntry> ledger) => Plan(incident, Route, ledger);

    private static ReconciliationPlan Plan(Incident incident, AnnotationRoute route, params IReadOnlyList<LedgerEntry> ledger) =>
        Plans.Make(incident, "main", [route], new AnnotationOptions(), Severities, ledger, Now);
}
