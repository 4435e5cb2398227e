using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>Each route tells of a private incident what it was told to tell, whatever the others do.</summary>
public sealed class RoutePrivacyPlanTests
{
    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt;
    private static readonly AnnotationOptions Options = new() { OpenEndInterval = TimeSpan.Zero };

    private static readonly IReadOnlyList<AnnotationRoute> Routes =
    [
        new("as-everywhere", ["main"]),
        new("redact", ["main"]) { Private = PrivateMode.Redact },
        new("full", ["main"]) { Private = PrivateMode.Full },
        new("omit", ["main"]) { Private = PrivateMode.Omit },
    ];

    [Fact]
    public void A_private_incident_is_told_of_as_each_route_says()
    {
        var created = Make(AnIncident.Live().Private(), []).Cast<ReconciliationStep.Create>().ToList();

        Assert.Equal(
            [("as-everywhere", false), ("redact", false), ("full", true)],
            created.Select(step => (step.Key.Route, step.Desired.Text.Contains("Checkout is slow", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_route_goes_before_what_is_said_for_all()
    {
        var everywhere = Options with { Private = PrivateMode.Omit };

        var steps = Plans.Make(AnIncident.Live().Private(), "main", Routes, everywhere, [], [], Now).Steps;

        Assert.Equal(["redact", "full"], steps.Select(step => step.Key.Route));
    }

    [Fact]
    public void An_incident_that_turns_private_is_rewritten_or_taken_away_and_that_first()
    {
        var steps = Make(AnIncident.Live().Private(), Posted(AnIncident.Live()));

        Assert.Equal(["Delete omit", "Update as-everywhere", "Update redact"], Told(steps));
        Assert.All(steps.OfType<ReconciliationStep.Update>(), step => Assert.DoesNotContain("Checkout", step.Desired.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Words_that_have_to_go_go_before_what_is_only_written_anew()
    {
        AnnotationRoute[] routes = [Routes[2], Routes[0], new("new", ["main"])];
        var posted = Posted(AnIncident.Live()).Where(entry => entry.Key.Route is "full" or "as-everywhere" or "omit").ToList();
        var renamed = AnIncident.Live().Private() with { Name = "Checkout is down" };

        var steps = Plans.Make(renamed, "main", routes, Options, [], posted, Now).Steps;

        Assert.Equal(["Delete omit", "Update as-everywhere", "Update full", "Create new"], Told(steps));
        Assert.Equal([true, true, false, false], steps.Select(step => step.TakesWordsAway));
    }

    [Fact]
    public void An_incident_that_turns_public_is_shown()
    {
        var steps = Make(AnIncident.Live(), Posted(AnIncident.Live().Private()));

        Assert.Equal(["Update as-everywhere", "Update redact", "Create omit"], Told(steps));
        Assert.All(steps.OfType<ReconciliationStep.Update>(), step => Assert.Contains("Checkout is slow", step.Desired.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void An_incident_that_cannot_be_seen_any_more_is_hidden_as_each_route_says()
    {
        var steps = ReconciliationPlan.Hide(Routes, Options, Posted(AnIncident.Live()), default).Steps;

        Assert.Equal(["Update as-everywhere", "Update redact", "Delete omit"], Told(steps));
        Assert.All(steps.OfType<ReconciliationStep.Update>(), step => Assert.Equal(AnnotationText.Hidden(SubjectKind.Incident), step.Desired.Text));
    }

    [Fact]
    public void What_a_removed_route_posted_is_hidden_as_is_said_for_all()
    {
        var posted = Posted(AnIncident.Live()).Where(entry => entry.Key.Route == "full").ToList();

        Assert.Equal(["Update full"], Told(ReconciliationPlan.Hide([], Options, posted, default).Steps));
    }

    [Fact]
    public void What_is_on_a_dashboard_is_hidden_there()
    {
        var place = DashboardPanel.Parse("payments/4");
        var entry = Posted(AnIncident.Live())[0];
        var onDashboard = entry with { Key = entry.Key with { Dashboard = place } };

        var update = Assert.IsType<ReconciliationStep.Update>(Assert.Single(ReconciliationPlan.Hide(Routes, Options, [onDashboard], default).Steps));

        Assert.Equal(place, update.Desired.Dashboard);
        Assert.Contains("panel:4", update.Desired.Tags);
    }

    private static IReadOnlyList<ReconciliationStep> Make(Incident incident, IReadOnlyList<LedgerEntry> ledger) =>
        Plans.Make(incident, "main", Routes, Options, [], ledger, Now).Steps;

    private static IReadOnlyList<LedgerEntry> Posted(Incident incident) =>
    [
        .. Make(incident, []).Cast<ReconciliationStep.Create>().Select((step, number) => new LedgerEntry(
            step.Key, number + 1, step.Desired.Fingerprint(), step.Desired.Status, step.Desired.Start, step.Desired.End, ConfirmAt: null)),
    ];

    private static IEnumerable<string> Told(IEnumerable<ReconciliationStep> steps) =>
        steps.Select(step => $"{step.GetType().Name} {step.Key.Route}");
}
