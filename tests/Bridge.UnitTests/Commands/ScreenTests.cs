using Bridge.Commands;
using Bridge.Commands.Backfill;
using Bridge.Commands.Check;
using Bridge.Commands.Output;
using Bridge.Commands.Preview;
using Bridge.Commands.Prune;
using Bridge.Commands.Resync;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Reconciliation;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Commands;

/// <summary>Whole screens as people see them: 80 columns, and narrower ones.</summary>
public sealed class ScreenTests
{
    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt;

    [Theory]
    [InlineData(
        80,
        """
        ok       Settings            Complete.
        ok       Store               /var/lib/incident-bridge/bridge.db would be made at
                                     the first start.
        warning  incident.io         The key bridge lacks the role global_access:
                                     private incidents answer 404 and are not annotated.
        ok       Clock               It agrees with incident.io's.
        failed   Grafana production  The token may not write annotations of the
                                     organization (HTTP 403: Access denied). Give its
                                     service account the role Editor, or let every route
                                     name dashboards.

        1 failed: the bridge would not do its work.
        """)]
    [InlineData(
        60,
        """
        ok       Settings
          Complete.
        ok       Store
          /var/lib/incident-bridge/bridge.db would be made at the
          first start.
        warning  incident.io
          The key bridge lacks the role global_access: private
          incidents answer 404 and are not annotated.
        ok       Clock
          It agrees with incident.io's.
        failed   Grafana production
          The token may not write annotations of the organization
          (HTTP 403: Access denied). Give its service account the
          role Editor, or let every route name dashboards.

        1 failed: the bridge would not do its work.
        """)]
    public void Check(int width, string expected) => AssertShows(expected, width, screen => CheckReport.Write(screen, CheckResults));

    [Theory]
    [InlineData(
        120,
        """
        INCIDENT  STATUS    START                 END                   NAME
        INC-123   resolved  2026-03-01 10:00:00Z  2026-03-01 12:00:00Z  Checkout is slow in Frankfurt, and fails in some of the
                                                                        cases that nobody tried before
        INC-124   open      2026-03-01 10:00:00Z  still open            (private; --show-private shows it)
        All rows: part region, severity Major, route default, Grafana main.

        2 annotations of 2 incidents would be posted, out of 3 created since 2026-01-30 13:00:00Z or still open.
        incident-bridge explain says why one of the others would not.
        """)]
    [InlineData(
        80,
        """
        INCIDENT  STATUS    START                 END
          NAME
        INC-123   resolved  2026-03-01 10:00:00Z  2026-03-01 12:00:00Z
          Checkout is slow in Frankfurt, and fails in some of the cases that nobody
          tried before
        INC-124   open      2026-03-01 10:00:00Z  still open
          (private; --show-private shows it)
        All rows: part region, severity Major, route default, Grafana main.

        2 annotations of 2 incidents would be posted, out of 3 created since
        2026-01-30 13:00:00Z or still open.
        incident-bridge explain says why one of the others would not.
        """)]
    [InlineData(
        60,
        """
        INCIDENT  STATUS    START
          END                   NAME
        INC-123   resolved  2026-03-01 10:00:00Z
          2026-03-01 12:00:00Z  Checkout is slow in Frankfurt, and
                                fails in some of the cases that
                                nobody tried before
        INC-124   open      2026-03-01 10:00:00Z
          still open            (private; --show-private shows it)
        All rows: part region, severity Major, route default,
        Grafana main.

        2 annotations of 2 incidents would be posted, out of 3
        created since 2026-01-30 13:00:00Z or still open.
        incident-bridge explain says why one of the others would
        not.
        """)]
    public void Preview(int width, string expected) => AssertShows(expected, width, screen => PreviewReport.Write(screen, Found("default"), Asked()));

    [Fact]
    public void Preview_of_two_routes() => AssertShows(
        """
        INCIDENT  STATUS    START                 END                   ROUTE
          NAME
        INC-123   resolved  2026-03-01 10:00:00Z  2026-03-01 12:00:00Z  payments
          Checkout is slow in Frankfurt, and fails in some of the cases that nobody
          tried before
        INC-123   resolved  2026-03-01 10:00:00Z  2026-03-01 12:00:00Z  everything
          Checkout is slow in Frankfurt, and fails in some of the cases that nobody
          tried before
        INC-124   open      2026-03-01 10:00:00Z  still open            payments
          (private; --show-private shows it)
        INC-124   open      2026-03-01 10:00:00Z  still open            everything
          (private; --show-private shows it)
        All rows: part region, severity Major, Grafana main.

        4 annotations of 2 incidents would be posted, out of 3 created since
        2026-01-30 13:00:00Z or still open.
        incident-bridge explain says why one of the others would not.
        """, 80, screen => PreviewReport.Write(screen, Found("payments", "everything"), Asked()));

    [Fact]
    public void Preview_word_for_word() => AssertShows(
        """
        INC-123, region, resolved
          Route    default
          Grafana  main
          Start    2026-03-01 10:00:00Z
          End      2026-03-01 12:00:00Z
          Tags     incident-io, severity:major, status:resolved, route:default,
                   x-incident:01HZX3V9QF8N6M2K7T5R4W1YPD
          Text     INC-123 Checkout is slow in Frankfurt, and fails in some of the cases
                   that nobody tried before
                   Major · Investigating · lasted 2 h · Open in incident.io
                   (https://app.incident.io/acme/incidents/123)
          HTML     <b>INC-123</b> Checkout is slow in Frankfurt, and fails in some of
                   the cases that nobody tried before<br>Major · Investigating · lasted
                   2 h · <a href="https://app.incident.io/acme/incidents/123"
                   target="_blank" rel="noopener">Open in incident.io</a>

        INC-124, region, open
          Route    default
          Grafana  main
          Start    2026-03-01 10:00:00Z
          End      still open
          Tags     incident-io, severity:major, status:open, route:default,
                   x-incident:01K9BR1DGE0000000000000124
          Text     INC-124 Private incident
                   Major · Live · still open · Open in incident.io
                   (https://app.incident.io/acme/incidents/123)
          HTML     <b>INC-124</b> Private incident<br>Major · Live · still open · <a
                   href="https://app.incident.io/acme/incidents/123" target="_blank"
                   rel="noopener">Open in incident.io</a>

        2 annotations of 2 incidents would be posted, out of 3 created since
        2026-01-30 13:00:00Z or still open.
        incident-bridge explain says why one of the others would not.
        """, 80, screen => PreviewReport.Write(screen, Found("default"), Asked() with { Text = true }));

    [Fact]
    public void Backfill() => AssertShows(
        """
        ╭──────────┬─────────╮
        │ Incident │ Part    │
        ├──────────┼─────────┤
        │ INC-123  │ start   │
        │ INC-124  │ resolve │
        ╰──────────┴─────────╯
        All rows: would create, route default, Grafana main.

        ╭──────────────────────────────┬───────╮
        │ Summary                      │ Count │
        ├──────────────────────────────┼───────┤
        │ Incidents listed             │ 1     │
        │ Annotations to be created    │ 2     │
        │ Annotations to be updated    │ 0     │
        │ Annotations to be deleted    │ 0     │
        │ Incidents unchanged          │ 0     │
        │ Incidents left to the bridge │ 0     │
        │ Incidents failed             │ 0     │
        ╰──────────────────────────────┴───────╯

        Nothing was written.
        """, 80, screen =>
    {
        var tally = new BackfillTally();
        tally.CountListed(isPast: false);
        tally.CountSteps(Planned.Select(planned => planned.Step).ToList());
        BackfillReport.WritePlan(screen, Planned);
        BackfillReport.WriteSummary(screen, tally, isDryRun: true);
    });

    [Fact]
    public void Backfill_that_was_stopped() => AssertShows(
        """
        ╭──────────────────────────────┬───────╮
        │ Summary                      │ Count │
        ├──────────────────────────────┼───────┤
        │ Incidents listed             │ 1     │
        │ Annotations created          │ 2     │
        │ Annotations updated          │ 0     │
        │ Annotations deleted          │ 0     │
        │ Incidents unchanged          │ 0     │
        │ Incidents left to the bridge │ 0     │
        │ Incidents failed: timeout    │ 1     │
        │ Incidents failed             │ 1     │
        ╰──────────────────────────────┴───────╯

        Not complete: it was stopped, and has done what the table says. Run it again:
        what is right is not written again.
        """, 80, screen =>
    {
        var tally = new BackfillTally { Stopped = true };
        tally.CountListed(isPast: false);
        tally.CountSteps(Planned.Select(planned => planned.Step).ToList());
        tally.CountFailed(FailureReason.Timeout);
        BackfillReport.WriteSummary(screen, tally, isDryRun: false);
    });

    [Fact]
    public void Prune() => AssertShows(
        """
        ╭────────────┬────────────────────────────┬──────────────────────╮
        │ Annotation │ Incident                   │ Ended                │
        ├────────────┼────────────────────────────┼──────────────────────┤
        │ 203        │ 01HZX3V9QF8N6M2K7T5R4W1YPD │ 2025-01-25 10:00:00Z │
        │ 17         │ 01K9BR1DGE0000000000000101 │ 2025-01-26 10:00:00Z │
        ╰────────────┴────────────────────────────┴──────────────────────╯
        All rows: route default.

        Grafana main: 2 annotations that ended before 2026-03-01 10:00:00Z would be
        deleted. --yes deletes them.
        """, 80, screen => PruneReport.Write(screen, Scope, new PruneResult("main", Candidates, null)));

    [Fact]
    public void Prune_that_was_stopped() => AssertShows(
        """
        Grafana main: 1 of 2 annotations that ended before 2026-03-01 10:00:00Z deleted.
          1 left: the bridge works on their incidents. Run it again later.
          1 failed: Grafana main refuses the credentials; check Grafana:main:Token, or
          User and Password, and that its service account has the role Editor (auth).
          Not complete: it was stopped. Run it again.
        """, 80, screen =>
    {
        var tally = new PruneTally { Deleted = 1, Left = 1, Stopped = true };
        tally.CountFailed(FailureReason.Auth);
        PruneReport.Write(screen, Scope, new PruneResult("main", Candidates, null) { Tally = tally });
    });

    [Fact]
    public void Resync() => AssertShows(
        """
        INC-123 could not be brought up to date in Grafana other: timeout.
        A running bridge tries it again at 2026-03-01 13:01:00Z.

        ╭─────────┬────────────┬─────────╮
        │ Done    │ Annotation │ Part    │
        ├─────────┼────────────┼─────────┤
        │ created │ none       │ start   │
        │ created │ none       │ resolve │
        ╰─────────┴────────────┴─────────╯
        All rows: route default, Grafana main.
        incident-bridge explain INC-123 says more.
        """, 80, screen =>
    {
        Assert.True(AskedSubject.TryParse("INC-123", out var asked));
        ResyncReport.Write(screen, asked!, Resynced);
    });

    private static void AssertShows(string expected, int width, Action<CommandScreen> write) => Assert.Equal(expected, ATerminal.Showing(width, write));

    private static readonly CheckResult[] CheckResults =
    [
        CheckResult.Ok("Settings", "Complete."),
        CheckResult.Ok("Store", "/var/lib/incident-bridge/bridge.db would be made at the first start."),
        CheckResult.Warning("incident.io", "The key bridge lacks the role global_access: private incidents answer 404 and are not annotated."),
        CheckResult.Ok("Clock", "It agrees with incident.io's."),
        CheckResult.Failed(
            "Grafana production",
            "The token may not write annotations of the organization (HTTP 403: Access denied). Give its service account the role Editor, or let every route name dashboards."),
    ];

    private static readonly PruneScope Scope = new(null, null, AnIncident.DeclaredAt);

    private static readonly PruneCandidate[] Candidates =
    [
        new(SubjectId.Parse(AnIncident.Id), "default", Shown(203, AnIncident.DeclaredAt.AddDays(-400))),
        new(SubjectId.Parse("01K9BR1DGE0000000000000101"), "default", Shown(17, AnIncident.DeclaredAt.AddDays(-399))),
    ];

    private static readonly PlannedStep[] Planned = [.. Steps("default").Select((step, index) => new PlannedStep($"INC-{123 + index}", step))];

    private static readonly ResyncResult.Done Resynced = new(
        SubjectId.Parse(AnIncident.Id),
        new Dictionary<string, ReconciliationResult?>
        {
            ["main"] = new ReconciliationResult(new WorkOutcome.Succeeded(null), Steps("default")),
            ["other"] = new ReconciliationResult(new WorkOutcome.Retry(FailureReason.Timeout, Now.AddMinutes(1)), []),
        },
        []);

    private static PreviewQuestion Asked() => new(null, TimeReach.Days(30), Text: false, ShowPrivate: false, Json: false);

    private static PreviewFound Found(params IReadOnlyList<string> routes)
    {
        var settings = TestSettings.Read([.. routes.Select((route, index) => ($"Routes:{index}:Name", (string?)route))]);
        var found = new PreviewFound { Severities = [], Range = new TimeRange(Now.AddDays(-30), null), Faults = [] };
        found.Add(AnIncident.Resolved() with { Name = "Checkout is slow in Frankfurt, and fails in some of the cases that nobody tried before" }, settings, Now);
        found.Add(AnIncident.Live().Private() with { Id = SubjectId.Parse("01K9BR1DGE0000000000000124"), Reference = "INC-124" }, settings, Now);
        found.Add(AnIncident.In(StatusCategory.Declined), settings, Now);
        return found;
    }

    private static IReadOnlyList<ReconciliationStep> Steps(string route)
    {
        var settings = TestSettings.Read(("Annotations:Shape", "points"), ("Routes:0:Name", route));
        return Plans.Make(AnIncident.Resolved(), "main", settings.Routes, settings.Annotations, [], [], Now).Steps;
    }

    private static FoundAnnotation Shown(long id, DateTimeOffset end) => new(new AnnotationId(id), end.AddHours(-1), end, "x", ["incident-io"]) { SeenAt = 0 };
}
