using Bridge.Commands;
using Bridge.Commands.Explain;
using Bridge.Incidents;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Commands;

/// <summary>What <c>explain</c> concludes of what it found; the end-to-end tests have the answers to the common questions.</summary>
public sealed class PlaceVerdictTests
{
    private static readonly (string, string?)[] TwoRoutes =
    [
        ("Routes:0:Name", "all"),
        ("Routes:1:Name", "bad"),
        ("Routes:1:Match:MinimumSeverity", "Major"),
    ];

    [Fact]
    public void A_severity_that_incident_io_does_not_have_makes_its_route_unusable_and_no_other()
    {
        var facts = Facts(AnIncident.Live()) with
        {
            Severities = [new IncidentSeverity("Critical", 3)],
            Ledger = [Entry("all", AnnotationPart.Region, 7)],
        };

        var (headline, verdicts) = Explain(facts, TwoRoutes);

        Assert.Equal([PlaceState.Posted, PlaceState.Unusable], verdicts.Select(verdict => verdict.State));
        Assert.Equal(
            "INC-123 is on your graph, but not everywhere: route bad: incident.io has no severity Major; check Routes (settings).", headline);
    }

    [Fact]
    public void Posted_by_one_route_and_rightly_not_by_another_is_posted()
    {
        var facts = Facts(AnIncident.Live() with { Severity = null }) with
        {
            Severities = [new IncidentSeverity("Major", 1)],
            Ledger = [Entry("all", AnnotationPart.Region, 7)],
        };

        Assert.Equal("INC-123 is on your graph, in 1 place.", Explain(facts, TwoRoutes).Headline);
    }

    [Fact]
    public void A_point_that_is_missing_makes_it_incomplete()
    {
        var facts = Facts(AnIncident.Resolved()) with
        {
            Deliveries = [Work with { Webhooks = 2, LastWebhookAt = AnIncident.DeclaredAt }],
            Ledger = [Entry("default", AnnotationPart.Start, 7)],
        };

        var (headline, verdicts) = Explain(facts, ("Annotations:Shape", "points"));

        Assert.Equal(PlaceState.Waiting, Assert.Single(verdicts).State);
        Assert.Equal("INC-123 is not on your graph: it waits for the bridge to post it.", headline);
    }

    [Fact]
    public void An_update_that_fails_leaves_it_as_it_was()
    {
        var facts = Facts(AnIncident.Live()) with
        {
            Ledger = [Entry("default", AnnotationPart.Region, 7) with { LastFailure = FailureReason.Server }],
        };

        Assert.Equal(
            "INC-123 is on your graph as it was: annotation 7, open since 2026-03-01 10:00:00Z is not up to date: Grafana main answers with errors of its own; look at it and its database (server).",
            Explain(facts).Headline);
    }

    [Fact]
    public void What_is_still_there_although_it_should_not_be_is_named()
    {
        var facts = Facts(AnIncident.In(StatusCategory.Canceled)) with { Ledger = [Entry("default", AnnotationPart.Region, 7)] };

        Assert.Equal(
            "it is canceled: such incidents are not shown; annotation 7, open since 2026-03-01 10:00:00Z is still there, and is taken away when the bridge looks next",
            Assert.Single(Explain(facts).Verdicts).Words);
    }

    [Fact]
    public void A_route_that_omits_private_incidents_is_named()
    {
        var facts = Facts(AnIncident.Live().Private());

        Assert.Equal(
            "INC-123 is not on your graph: it is private, and the route all omits private incidents (Private is omit).",
            Explain(facts, ("Routes:0:Name", "all"), ("Routes:0:Private", "omit")).Headline);
    }

    [Fact]
    public void An_attempt_that_failed_before_grafana_was_asked_is_said()
    {
        var facts = Facts(AnIncident.Live()) with { Deliveries = [Work with { Attempts = 1, LastFailure = FailureReason.Timeout }] };

        Assert.Equal("INC-123 is not on your graph: the bridge's last attempt failed (timeout).", Explain(facts).Headline);
    }

    [Fact]
    public void What_fails_in_one_grafana_is_said_of_that_one_alone()
    {
        var facts = Facts(AnIncident.Live()) with
        {
            Deliveries = [Work, Work with { Key = Work.Key with { Grafana = "other" }, Attempts = 1, LastFailure = FailureReason.Timeout }],
            Ledger = [Entry("default", AnnotationPart.Region, 7)],
        };

        var (headline, verdicts) = Explain(facts, ("Grafana:other:Url", "https://other.example"), ("Grafana:other:Token", "token"));

        Assert.Equal([("main", PlaceState.Posted), ("other", PlaceState.Failing)], verdicts.Select(verdict => (verdict.Grafana, verdict.State)));
        Assert.Equal("INC-123 is on your graph, but not everywhere: the bridge's last attempt failed (timeout).", headline);
    }

    [Fact]
    public void An_old_incident_of_which_nothing_is_known_may_have_been_forgotten()
    {
        var facts = Facts(AnIncident.Resolved()) with { Now = AnIncident.UpdatedAt.AddDays(90).AddSeconds(1) };

        var (headline, verdicts) = Explain(facts);

        Assert.Equal(
            "Whether INC-123 is on your graph the bridge does not remember: an incident is forgotten 90 days after the last work on it.", headline);
        Assert.Equal("last changed more than 90 days ago", Assert.Single(verdicts).Words);
        Assert.StartsWith("No webhook is remembered. incident-bridge resync INC-123 looks", string.Join(' ', ExplainSections.Received(facts, isMissed: true)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_younger_incident_and_one_that_is_known_were_not_forgotten()
    {
        var young = Facts(AnIncident.Resolved()) with { Now = AnIncident.UpdatedAt.AddDays(90) };
        var known = Facts(AnIncident.Resolved()) with { Now = AnIncident.UpdatedAt.AddDays(200), Deliveries = [Work] };

        Assert.Equal("INC-123 is not on your graph: no webhook about it was received.", Explain(young).Headline);
        Assert.Equal(PlaceState.Waiting, Assert.Single(Explain(known).Verdicts).State);
    }

    private static Delivery Work => new(
        new DeliveryKey(IncidentId.Parse(AnIncident.Id), "main"),
        Webhooks: 0,
        LastWebhookAt: null,
        PendingSince: null,
        StateAt: null,
        AskedAt: null,
        ClaimedAt: AnIncident.DeclaredAt,
        LeaseUntil: null,
        DueAt: null,
        Attempts: 0,
        LastFailure: null,
        IsDeadLetter: false);

    private static ExplainFacts Facts(Incident incident)
    {
        Assert.True(AskedIncident.TryParse("INC-123", out var asked));
        return new ExplainFacts { Asked = asked!, Incident = incident, Now = AnIncident.UpdatedAt };
    }

    private static LedgerEntry Entry(string route, AnnotationPart part, long id) => new(
        new LedgerKey(IncidentId.Parse(AnIncident.Id), route, "main", part),
        id,
        "fingerprint",
        AnnotationStatus.Open,
        AnIncident.DeclaredAt,
        AnIncident.DeclaredAt,
        ConfirmAt: null);

    private static (string Headline, IReadOnlyList<PlaceVerdict> Verdicts) Explain(
        ExplainFacts facts, params (string, string?)[] settings)
    {
        var verdicts = PlaceVerdicts.Of(facts, TestSettings.Read(settings));
        return (ExplainHeadline.Of(facts, verdicts), verdicts);
    }
}
