using Bridge.Annotations;
using Bridge.Commands;
using Bridge.Commands.Explain;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Settings;
using Bridge.Upstreams;
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

        var (headline, verdicts) = Explain(Seen(facts, TwoRoutes), TwoRoutes);

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

        Assert.Equal("INC-123 is on your graph, in 1 place.", Explain(Seen(facts, TwoRoutes), TwoRoutes).Headline);
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

        var (headline, verdicts) = Explain(Seen(facts), ("Grafana:other:Url", "https://other.example"), ("Grafana:other:Token", "token"));

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

    [Fact]
    public void What_was_over_before_the_bridge_was_installed_is_told_so_and_nothing_is_blamed()
    {
        var facts = Facts(AnIncident.Resolved()) with { FirstStartAt = AnIncident.UpdatedAt.AddDays(2), Now = AnIncident.UpdatedAt.AddDays(3) };

        var received = ExplainSections.Received(facts, isMissed: true).ToList();

        Assert.Equal("INC-123 is not on your graph: it was over before the bridge was installed.", Explain(facts).Headline);
        Assert.Equal(
            [
                "The incident last changed at 2026-03-01 13:00:00Z, and the bridge was first started at 2026-03-03 13:00:00Z. It posts by itself what was open then, and what changes later.",
                "incident-bridge backfill --since 2026-03-01 posts it, and all that came after it.",
                "incident-bridge resync INC-123 posts it alone.",
            ],
            received);
        Assert.Equal(received, ExplainSections.Received(facts with { PollInterval = TimeSpan.FromSeconds(30) }, isMissed: true));
    }

    [Fact]
    public void A_bridge_that_is_younger_than_its_memory_has_forgotten_nothing()
    {
        var facts = Facts(AnIncident.Resolved()) with { FirstStartAt = AnIncident.UpdatedAt.AddDays(190), Now = AnIncident.UpdatedAt.AddDays(200) };

        Assert.Equal("INC-123 is not on your graph: it was over before the bridge was installed.", Explain(facts).Headline);
        Assert.StartsWith("Whether ", Explain(facts with { FirstStartAt = AnIncident.UpdatedAt.AddDays(2) }).Headline, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5, false)]
    [InlineData(1.001, true)]
    public void What_changed_within_a_day_before_the_first_start_is_not_over_before_it(double days, bool isOver)
    {
        var facts = Facts(AnIncident.Resolved()) with { FirstStartAt = AnIncident.UpdatedAt.AddDays(days), Now = AnIncident.UpdatedAt.AddDays(3) };

        Assert.Equal(isOver, facts.WasOverBefore);
        Assert.False((facts with { Incident = AnIncident.Live() }).WasOverBefore);
        Assert.False((facts with { Deliveries = [Work] }).WasOverBefore);
    }

    [Fact]
    public void Webhooks_that_arrive_are_not_blamed()
    {
        var facts = Facts(AnIncident.Live()) with { LastWebhookAt = AnIncident.UpdatedAt.AddMinutes(1) };

        var received = string.Join(' ', ExplainSections.Received(facts, isMissed: true));

        Assert.Equal("INC-123 is not on your graph: the bridge has not heard of it.", Explain(facts).Headline);
        Assert.Contains("Webhooks about other incidents arrive, the last at 2026-03-01 13:01:00Z.", received, StringComparison.Ordinal);
        Assert.DoesNotContain("whether the endpoint is there", received, StringComparison.Ordinal);
        Assert.Contains("public_incident.incident_created_v2", received, StringComparison.Ordinal);
    }

    [Fact]
    public void The_next_move_of_a_posted_open_incident_is_no_try()
    {
        var facts = Posted(AnIncident.Live()) with { Deliveries = [Work with { Webhooks = 1, AskedAt = AnIncident.DeclaredAt, DueAt = AnIncident.UpdatedAt.AddMinutes(10) }] };
        var failed = facts with { Deliveries = [facts.Deliveries[0] with { Attempts = 1, LastFailure = FailureReason.Timeout }] };

        Assert.Equal(["1 webhook."], ExplainSections.Received(facts, isMissed: false));
        Assert.Contains("Next try at 2026-03-01 13:10:00Z.", ExplainSections.Received(failed, isMissed: false));
    }

    [Fact]
    public void A_value_that_ends_with_a_full_stop_does_not_end_the_sentence_with_two()
    {
        (string, string?)[] route =
            [("Routes:0:Name", "acme"), ("Routes:0:Match:CustomFields:0:Field", "Customer"), ("Routes:0:Match:CustomFields:0:Value", "Acme Inc.")];

        Assert.EndsWith("is not Acme Inc.", Explain(Facts(AnIncident.Live()), route).Headline, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        80,
        """
        INC-123 is not on your graph: no webhook about it was received.

        Received
          No webhook received.
          None about any other incident was ever received either.
          Look in incident.io, under Settings → Webhooks, whether the endpoint is there,
          its deliveries succeed, and public_incident.incident_created_v2 and
          public_incident.incident_updated_v2 are ticked.
          The bridge counts what it refuses in incidentbridge_webhook_rejected_total.
          incident-bridge resync INC-123 posts it now.

        incident.io
          Reference   INC-123
          Id          01HZX3V9QF8N6M2K7T5R4W1YPD
          Name        Checkout is slow in Frankfurt, and fails in some of the cases that
                      nobody tried before
          Status      live (Investigating)
          Mode        standard
          Visibility  public
          Severity    Major
          Type        none
          Created     2026-03-01 10:00:00Z
          Changed     2026-03-01 13:00:00Z

        Grafana
        ╭─────────┬─────────┬─────────┬────────────────╮
        │ Route   │ Grafana │ State   │ Why            │
        ├─────────┼─────────┼─────────┼────────────────┤
        │ default │ main    │ waiting │ not posted yet │
        ╰─────────┴─────────┴─────────┴────────────────╯
        """)]
    [InlineData(
        60,
        """
        INC-123 is not on your graph: no webhook about it was
        received.

        Received
          No webhook received.
          None about any other incident was ever received either.
          Look in incident.io, under Settings → Webhooks, whether
          the endpoint is there, its deliveries succeed, and
          public_incident.incident_created_v2 and
          public_incident.incident_updated_v2 are ticked.
          The bridge counts what it refuses in
          incidentbridge_webhook_rejected_total.
          incident-bridge resync INC-123 posts it now.

        incident.io
          Reference   INC-123
          Id          01HZX3V9QF8N6M2K7T5R4W1YPD
          Name        Checkout is slow in Frankfurt, and fails in
                      some of the cases that nobody tried before
          Status      live (Investigating)
          Mode        standard
          Visibility  public
          Severity    Major
          Type        none
          Created     2026-03-01 10:00:00Z
          Changed     2026-03-01 13:00:00Z

        Grafana
        ╭─────────┬─────────┬─────────┬────────────────╮
        │ Route   │ Grafana │ State   │ Why            │
        ├─────────┼─────────┼─────────┼────────────────┤
        │ default │ main    │ waiting │ not posted yet │
        ╰─────────┴─────────┴─────────┴────────────────╯
        """)]
    public void A_screen_wraps_at_words(int width, string expected)
    {
        var facts = Facts(AnIncident.Live() with { Name = "Checkout is slow in Frankfurt, and fails in some of the cases that nobody tried before" });

        Assert.Equal(expected, ATerminal.Showing(width, screen => ExplainReport.Write(screen, facts, TestSettings.Read(), showPrivate: false)));
    }

    [Fact]
    public void What_grafana_has_no_more_is_missing()
    {
        var (headline, verdicts) = Explain(Seen(Posted(AnIncident.Live()), _ => []));

        Assert.Equal(PlaceState.Missing, Assert.Single(verdicts).State);
        Assert.Equal("INC-123 is not on your graph: annotation 7 is gone from Grafana.", headline);
    }

    [Fact]
    public void Missing_and_why_the_last_try_to_make_it_again_failed()
    {
        var facts = Posted(AnIncident.Live());
        var failing = facts with { Ledger = [facts.Ledger[0] with { LastFailure = FailureReason.Server }] };

        Assert.Equal(
            "INC-123 is not on your graph: annotation 7 is gone from Grafana; the last try failed: Grafana main answers with errors of its own; look at it and its database (server).",
            Explain(Seen(failing, _ => [])).Headline);
    }

    [Fact]
    public void What_grafanas_clean_up_took_away_twice_is_missing_and_left_alone()
    {
        var facts = Posted(AnIncident.Resolved());
        var alone = facts with { Ledger = [facts.Ledger[0] with { AnnotationId = null, Fingerprint = null, Vanished = 2 }] };

        Assert.Equal(
            (PlaceState.Missing, "Grafana took it away twice, as its own clean-up does, and the bridge leaves it alone"), Only(Explain(Seen(alone, _ => []))));
    }

    [Fact]
    public void What_is_neither_there_nor_remembered_is_missing()
    {
        var facts = Facts(AnIncident.Resolved()) with { Now = AnIncident.UpdatedAt.AddDays(90).AddSeconds(1) };

        Assert.Equal(
            (PlaceState.Missing, "Grafana does not have it, and the bridge does not remember it: it last changed more than 90 days ago"),
            Only(Explain(Seen(facts, _ => []))));
    }

    [Fact]
    public void What_is_not_remembered_and_is_there_is_posted()
    {
        var facts = Facts(AnIncident.Resolved()) with { Now = AnIncident.UpdatedAt.AddDays(90).AddSeconds(1) };

        Assert.Equal("INC-123 is on your graph, in 1 place.", Explain(Seen(facts)).Headline);
    }

    [Fact]
    public void What_somebody_edited_is_changed()
    {
        var (headline, verdicts) = Explain(Seen(Posted(AnIncident.Live()), found => [found with { Text = "It was DNS" }]));

        Assert.Equal(PlaceState.Changed, Assert.Single(verdicts).State);
        Assert.Equal("INC-123 is on your graph, but not as it should be: annotation 7 is not as the bridge left it: somebody edited it.", headline);
    }

    [Fact]
    public void An_end_that_somebody_moved_is_changed_and_one_that_is_to_be_moved_on_is_not()
    {
        var facts = Posted(AnIncident.Live());
        var later = Seen(facts) with { Now = facts.Now.AddMinutes(10) };

        Assert.Equal(PlaceState.Changed, Only(Explain(Seen(facts, found => [found with { End = found.End.AddHours(1) }]))).State);
        Assert.Equal(PlaceState.Posted, Only(Explain(later)).State);
        Assert.Equal(PlaceState.Outdated, Only(Explain(later with { Ledger = [facts.Ledger[0] with { LastFailure = FailureReason.Server }] })).State);
    }

    [Theory]
    [InlineData(null, "no try is planned")]
    [InlineData(-1, "it is due, and a running bridge takes it at once")]
    [InlineData(60, "next try at 2026-03-01 12:31:00Z")]
    public void What_is_as_the_bridge_left_it_and_shows_another_state_is_outdated(int? dueIn, string next)
    {
        var before = Posted(AnIncident.Live());
        var now = new DateTimeOffset(2026, 3, 1, 12, 30, 0, TimeSpan.Zero);
        var facts = Seen(before) with
        {
            Incident = AnIncident.Resolved(),
            Now = now,
            Deliveries = [Work with { StateAt = AnIncident.DeclaredAt, DueAt = dueIn is { } seconds ? now.AddSeconds(seconds) : null }],
        };

        var (headline, verdicts) = Explain(facts);

        Assert.Equal(PlaceState.Outdated, Assert.Single(verdicts).State);
        Assert.Equal(
            $"INC-123 is on your graph as it was: annotation 7, open since 2026-03-01 10:00:00Z, shows the state of 2026-03-01 10:00:00Z; {next}.", headline);
    }

    [Fact]
    public void Outdated_says_also_that_it_is_being_worked_on_and_why_the_last_try_failed()
    {
        var before = Posted(AnIncident.Live());
        var facts = Seen(before) with
        {
            Incident = AnIncident.Resolved(),
            Deliveries = [Work with { LeaseUntil = before.Now.AddSeconds(1) }],
            Ledger = [before.Ledger[0] with { LastFailure = FailureReason.Timeout }],
        };

        Assert.EndsWith(
            "shows an earlier state; it is being worked on; the last try failed: Grafana main did not answer in time (timeout)",
            Only(Explain(facts)).Words,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Two_of_one_are_double()
    {
        var (headline, verdicts) = Explain(Seen(Posted(AnIncident.Live()), found => [found, found with { Id = new AnnotationId(12) }]));

        Assert.Equal(PlaceState.Double, Assert.Single(verdicts).State);
        Assert.Equal("INC-123 is on your graph, but not as it should be: annotations 7 and 12 are the same one.", headline);
    }

    [Fact]
    public void What_lies_on_a_dashboard_that_no_route_names_is_elsewhere()
    {
        var facts = Posted(AnIncident.Live());
        var moved = Seen(facts, found => [found with { DashboardId = 3, DashboardUid = "public" }]);
        var copied = Seen(facts, found => [found, found with { Id = new AnnotationId(12), DashboardId = 3 }]);

        Assert.Equal((PlaceState.Elsewhere, "annotation 7 lies on dashboard public, and not here"), Only(Explain(moved)));
        Assert.Equal((PlaceState.Elsewhere, "annotation 12 lies on a dashboard that no route can name, besides the one here"), Only(Explain(copied)));
        Assert.Equal("INC-123 is not on your graph: annotation 7 lies on dashboard public, and not here.", Explain(moved).Headline);
    }

    [Fact]
    public void Of_two_dashboards_the_one_that_lacks_its_annotation_is_told_where_it_lies()
    {
        (string, string?)[] two =
        [
            ("Routes:0:Name", "shop"), ("Routes:0:Dashboards:0:Uid", "one"), ("Routes:0:Dashboards:1:Uid", "two"),
        ];
        var facts = Facts(AnIncident.Live());
        var moved = Seen(facts, found => [found.DashboardUid == "one" ? found : found with { DashboardUid = "three" }], two);

        Assert.Equal([PlaceState.Posted, PlaceState.Elsewhere], Explain(moved, two).Verdicts.Select(verdict => verdict.State));
    }

    [Fact]
    public void What_the_ledger_has_and_grafana_could_not_be_asked_about_is_recorded()
    {
        var facts = Posted(AnIncident.Live()) with
        {
            LookFailures = new Dictionary<string, UpstreamFailure> { ["main"] = new UpstreamFailure(FailureReason.Network, "refused") },
        };

        var (headline, verdicts) = Explain(facts);

        Assert.Equal(PlaceState.Recorded, Assert.Single(verdicts).State);
        Assert.Equal(
            "INC-123 should be on your graph: annotation 7, open since 2026-03-01 10:00:00Z, by the bridge's own records; it could not be asked now: Grafana main could not be reached (network).",
            headline);
    }

    [Fact]
    public void What_should_be_gone_and_is_gone_is_not_said_to_be_there()
    {
        var facts = Posted(AnIncident.In(StatusCategory.Canceled));

        Assert.Equal("it is canceled: such incidents are not shown", Only(Explain(Seen(facts, _ => []))).Words);
    }

    [Fact]
    public void What_should_be_gone_and_is_there_is_said_whatever_the_ledger_has()
    {
        var live = Seen(Posted(AnIncident.Live()));

        Assert.EndsWith(
            "annotation 7, open since 2026-03-01 10:00:00Z is still there, and is taken away when the bridge looks next",
            Only(Explain(live with { Incident = AnIncident.In(StatusCategory.Canceled), Ledger = [] })).Words,
            StringComparison.Ordinal);
    }

    private static (PlaceState State, string Words) Only((string Headline, IReadOnlyList<PlaceVerdict> Verdicts) explained)
    {
        var verdict = Assert.Single(explained.Verdicts);
        return (verdict.State, verdict.Words);
    }

    private static Delivery Work => new(
        new DeliveryKey(SubjectId.Parse(AnIncident.Id), "main"),
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
        Assert.True(AskedSubject.TryParse("INC-123", out var asked));
        return new ExplainFacts { Asked = asked!, Incident = incident, Now = AnIncident.UpdatedAt };
    }

    /// <summary>The bridge has posted the incident, as annotation 7.</summary>
    private static ExplainFacts Posted(Incident incident)
    {
        var facts = Facts(incident);
        var desired = AnnotationPolicy.Decide(incident, TestSettings.Read().Annotations, TestSettings.Read().Routes[0], ShownState.Nothing, facts.Now, dashboard: null);
        return facts with { Ledger = [Entry("default", AnnotationPart.Region, 7) with { Fingerprint = desired is [var only] ? only.Fingerprint() : "fingerprint" }] };
    }

    /// <summary>Grafana was asked and has what it should have by the routes that posted something, or all of them; unless it is changed.</summary>
    private static ExplainFacts Seen(ExplainFacts facts, params (string, string?)[] settings) => Seen(facts, found => [found], settings);

    /// <inheritdoc cref="Seen(ExplainFacts, ValueTuple{string, string}[])"/>
    private static ExplainFacts Seen(
        ExplainFacts facts, Func<FoundAnnotation, IEnumerable<FoundAnnotation>> change, params (string, string?)[] settings)
    {
        var read = TestSettings.Read(settings);
        var found =
            from route in read.Routes
            where facts.Ledger.Count == 0 || facts.Ledger.Any(entry => entry.Key.Route == route.Name)
            from place in route.DashboardsIn("main")
            from desired in AnnotationPolicy.Decide(facts.Incident!, read.Annotations, route, ShownState.Nothing, facts.Now, place)
            from changed in change(new FoundAnnotation(new AnnotationId(7), desired.Start, desired.End, desired.Text, desired.Tags)
            {
                SeenAt = 0,
                DashboardId = place is null ? null : 1,
                DashboardUid = place?.Uid,
            })
            select changed;
        var look = new AnnotationLook(facts.Incident!.Id, "main", found, _ => true, facts.Now);
        return facts with { Looks = new Dictionary<string, AnnotationLook> { ["main"] = look } };
    }

    private static LedgerEntry Entry(string route, AnnotationPart part, long id) => new(
        new LedgerKey(SubjectId.Parse(AnIncident.Id), route, "main", part),
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
