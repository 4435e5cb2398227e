using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>The difference between what Grafana should show and what the ledger says it shows. Pure.</summary>
/// <param name="Steps">What has to be done, the most urgent first.</param>
/// <param name="Faults">Routes that cannot be followed; what they posted before is left as it is, unless it would tell of a private incident.</param>
/// <param name="TextFailures">Templates that could not be used, one for each annotation that is written with the default text.</param>
/// <param name="Moves">When open regions have to be moved next.</param>
/// <param name="Wanted">What should be there, as far as routes that can be followed say it.</param>
internal sealed record ReconciliationPlan(
    IReadOnlyList<ReconciliationStep> Steps,
    IReadOnlyList<UpstreamFailure> Faults,
    IReadOnlyList<TemplateFailure> TextFailures,
    IReadOnlyList<(LedgerKey Key, DateTimeOffset At)> Moves,
    IReadOnlyDictionary<LedgerKey, DesiredAnnotation> Wanted)
{
    /// <summary>When the first of them is; none if nothing moves.</summary>
    public DateTimeOffset? NextMove => Moves.Min(move => (DateTimeOffset?)move.At);

    /// <param name="subject">The latest state.</param>
    /// <param name="projection">What is shown of its kind.</param>
    /// <param name="grafana">The Grafana that it is for.</param>
    /// <param name="routes">Where annotations go.</param>
    /// <param name="options">What is told of what is private.</param>
    /// <param name="severities">
    /// Every severity of the organization, only asked for when a route names one; none when they could not be had, and then routes that
    /// name one are not followed for now.
    /// </param>
    /// <param name="ledger">What was posted for the subject in this Grafana.</param>
    /// <param name="now">The time that open regions are drawn beyond, and that tells what ended too long ago.</param>
    public static ReconciliationPlan Make(
        Subject subject,
        IProjection projection,
        string grafana,
        IReadOnlyList<AnnotationRoute> routes,
        AnnotationOptions options,
        IReadOnlyList<IncidentSeverity>? severities,
        IReadOnlyList<LedgerEntry> ledger,
        DateTimeOffset now)
    {
        var steps = new List<ReconciliationStep>();
        var faults = new List<UpstreamFailure>();
        var textFailures = new List<TemplateFailure>();
        var moves = new List<(LedgerKey Key, DateTimeOffset At)>();
        var wanted = new Dictionary<LedgerKey, DesiredAnnotation>();
        var open = ledger.ToDictionary(entry => entry.Key);

        // What a route that goes elsewhere has posted here is wanted no more, whether or not that route can be followed.
        foreach (var route in routes.Where(route => route.Grafanas.Contains(grafana)))
        {
            var fault = severities is null ? null : FaultOf(route, severities);
            if (fault is not null || (severities is null && route.Match.NamedSeverities.Any()))
            {
                faults.AddRange(fault is null ? [] : [fault]);
                steps.AddRange(KeepPrivate(subject, projection, route, TakeAll(open, route.Name), ledger, now));
                continue;
            }

            if (projection.WhyNot(subject, route, severities ?? []) is not null)
            {
                continue;
            }

            var mustRedact = subject.IsPrivate && AnnotationPolicy.PrivateModeOf(options, route) != PrivateMode.Full;
            foreach (var dashboard in route.DashboardsIn(grafana))
            {
                var shown = ShownIn(ledger, route.Name, grafana, dashboard);
                foreach (var desired in projection.Decide(subject, route, shown, now, dashboard))
                {
                    var key = new LedgerKey(subject.Id, route.Name, grafana, desired.Part, dashboard);
                    wanted.Add(key, desired);
                    moves.AddRange(desired.MovesAt is { } at ? [(key, at)] : []);
                    open.Remove(key, out var known);
                    if (StepFor(key, desired, known) is { } step)
                    {
                        steps.Add(step with { TakesWordsAway = mustRedact && step is not ReconciliationStep.Create });
                        textFailures.AddRange(desired.TextFailure is { } failure ? [failure] : []);
                    }
                }
            }
        }

        // What is left is wanted no more. It goes first: of an incident that turned private, the old words are the urgent part.
        List<ReconciliationStep> all = [.. open.Values.Select(entry => new ReconciliationStep.Delete(entry)), .. steps];
        return new ReconciliationPlan([.. all.OrderByDescending(step => step.TakesWordsAway)], faults, textFailures, moves, wanted);
    }

    /// <summary>
    /// What to do about a subject that the key cannot see any more. incident.io answers the same for one that was deleted and for one
    /// that turned private, so what was posted is treated as private.
    /// </summary>
    public static ReconciliationPlan Hide(
        IReadOnlyList<AnnotationRoute> routes, AnnotationOptions options, IReadOnlyList<LedgerEntry> ledger, DateTimeOffset now)
    {
        return new ReconciliationPlan(
            [.. ledger.Select(StepFor).OfType<ReconciliationStep>()], [], [], [], new Dictionary<LedgerKey, DesiredAnnotation>());

        ReconciliationStep? StepFor(LedgerEntry entry)
        {
            if (entry.Status == AnnotationStatus.Resolved && AnnotationPolicy.IsPast(entry.End, options, now))
            {
                return new ReconciliationStep.Delete(entry);
            }

            var route = routes.FirstOrDefault(route => route.Name == entry.Key.Route);
            return AnnotationPolicy.PrivateModeOf(options, route) switch
            {
                PrivateMode.Full => null,
                PrivateMode.Omit => new ReconciliationStep.Delete(entry),
                PrivateMode.Redact => Hide(entry),
                var other => throw new InvalidOperationException($"No rule for {other}."),
            };
        }
    }

    /// <summary>
    /// When to look at the subject again for the sake of what is as it should be: to move an open region, or to look for an annotation
    /// once more. What failed waits for its retry.
    /// </summary>
    /// <param name="ledger">What it is after the steps.</param>
    /// <param name="failed">The annotations whose steps failed.</param>
    /// <param name="now">When the plan was made: what was due by then and is not done belongs to a route that cannot be followed.</param>
    public DateTimeOffset? LookAgainAt(IReadOnlyList<LedgerEntry> ledger, IReadOnlyList<LedgerKey> failed, DateTimeOffset now)
    {
        DateTimeOffset?[] looks =
        [
            NextConfirmation(ledger, failed, now),
            .. Moves.Where(move => !failed.Contains(move.Key)).Select(move => (DateTimeOffset?)move.At),
        ];
        return looks.Min();
    }

    /// <summary>When an annotation of the ledger has to be looked for once more.</summary>
    public static DateTimeOffset? NextConfirmation(IEnumerable<LedgerEntry> ledger) => ledger.Min(entry => entry.ConfirmAt);

    /// <summary>The same after now, and without those whose steps failed, which wait for their retry.</summary>
    public static DateTimeOffset? NextConfirmation(
        IEnumerable<LedgerEntry> ledger, IReadOnlyCollection<LedgerKey> failed, DateTimeOffset now) =>
        NextConfirmation(ledger.Where(entry => entry.ConfirmAt > now && !failed.Contains(entry.Key)));

    /// <summary>How Grafana shows a subject by one route in one place.</summary>
    public static ShownState ShownIn(IReadOnlyList<LedgerEntry> ledger, string route, string grafana, DashboardPanel? dashboard)
    {
        var entries = ledger
            .Where(entry => entry.Key.Route == route && entry.Key.Grafana == grafana && entry.Key.Dashboard == dashboard)
            .ToList();
        var main = entries.Find(entry => entry.Key.Part == AnnotationPart.Region)
            ?? entries.Find(entry => entry.Key.Part == AnnotationPart.Resolve && entry.Status == AnnotationStatus.Resolved);
        return main is not null
            ? new ShownState(main.Status, main.End)
            : new ShownState(entries.Count > 0 ? AnnotationStatus.Open : null, null);
    }

    /// <summary>A severity that incident.io does not have matches nothing, ever: somebody has to be told.</summary>
    public static UpstreamFailure? FaultOf(AnnotationRoute route, IReadOnlyList<IncidentSeverity> severities)
    {
        var unknown = route.Match.NamedSeverities.FirstOrDefault(name => !severities.Any(severity => RouteMatch.Same(name, severity.Name)));
        return unknown is null
            ? null
            : new UpstreamFailure(FailureReason.Settings, $"route {route.Name}: incident.io has no severity {unknown}");
    }

    /// <summary>A create of unknown fate is not made now; if it arrived it is taken away.</summary>
    private static ReconciliationStep? Hide(LedgerEntry known) => known.AnnotationId is null
        ? new ReconciliationStep.Delete(known)
        : Urgent(StepFor(
            known.Key,
            AnnotationPolicy.Hide(
                known.Key.Subject, known.Key.Part, known.Status, known.Start, known.End, known.Key.Route, known.Key.Dashboard),
            known));

    private static ReconciliationStep? Urgent(ReconciliationStep? step) => step is null ? null : step with { TakesWordsAway = true };

    private static ReconciliationStep? StepFor(LedgerKey key, DesiredAnnotation desired, LedgerEntry? known) =>
        known switch
        {
            { AnnotationId: null, IsLeftAlone: true } when desired.Status == AnnotationStatus.Resolved => null,
            null or { AnnotationId: null } => new ReconciliationStep.Create(key, desired, known),
            _ when known.Fingerprint != desired.Fingerprint() || known.Status != desired.Status => new ReconciliationStep.Update(known, desired),
            _ => null,
        };

    /// <summary>
    /// Whether a route that cannot be followed still wants an incident is not known, so what it posted stays. But what it posted of an
    /// incident that is private now must tell no more than it may.
    /// </summary>
    private static IEnumerable<ReconciliationStep> KeepPrivate(
        Subject subject,
        IProjection projection,
        AnnotationRoute route,
        IReadOnlyList<LedgerEntry> posted,
        IReadOnlyList<LedgerEntry> ledger,
        DateTimeOffset now)
    {
        return subject.IsPrivate ? posted.Select(StepFor).OfType<ReconciliationStep>() : [];

        ReconciliationStep? StepFor(LedgerEntry entry)
        {
            var shown = ShownIn(ledger, route.Name, entry.Key.Grafana, entry.Key.Dashboard);
            var desired = projection.Decide(subject, route, shown, now, entry.Key.Dashboard)
                .FirstOrDefault(desired => desired.Part == entry.Key.Part);
            return desired is null || entry.AnnotationId is null
                ? new ReconciliationStep.Delete(entry)
                : Urgent(ReconciliationPlan.StepFor(entry.Key, desired, entry));
        }
    }

    private static List<LedgerEntry> TakeAll(Dictionary<LedgerKey, LedgerEntry> entries, string route)
    {
        var taken = entries.Values.Where(entry => entry.Key.Route == route).ToList();
        taken.ForEach(entry => entries.Remove(entry.Key));
        return taken;
    }
}
