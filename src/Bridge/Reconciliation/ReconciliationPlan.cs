using Bridge.Annotations;
using Bridge.Annotations.Templates;
using Bridge.Incidents;
using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Reconciliation;

/// <summary>The difference between what Grafana should show and what the ledger says it shows. Pure.</summary>
/// <param name="Steps">What has to be done, the most urgent first.</param>
/// <param name="Faults">Routes that cannot be followed; what they posted before is left as it is.</param>
/// <param name="TextFailures">Templates that could not be used, one for each annotation that is written with the default text.</param>
/// <param name="LookAgainAt">When an open region has to be moved; none when there is no such.</param>
internal sealed record ReconciliationPlan(
    IReadOnlyList<ReconciliationStep> Steps,
    IReadOnlyList<UpstreamFailure> Faults,
    IReadOnlyList<TemplateFailure> TextFailures,
    DateTimeOffset? LookAgainAt)
{
    /// <param name="incident">The latest state.</param>
    /// <param name="routes">Where annotations go.</param>
    /// <param name="options">How they look.</param>
    /// <param name="severities">Every severity of the organization; only asked for when a route names one.</param>
    /// <param name="ledger">What was posted for the incident.</param>
    /// <param name="now">The time that open regions are drawn to.</param>
    public static ReconciliationPlan Make(
        Incident incident,
        IReadOnlyList<AnnotationRoute> routes,
        AnnotationOptions options,
        IReadOnlyList<IncidentSeverity> severities,
        IReadOnlyList<LedgerEntry> ledger,
        DateTimeOffset now)
    {
        var steps = new List<ReconciliationStep>();
        var faults = new List<UpstreamFailure>();
        var textFailures = new List<TemplateFailure>();
        var looks = new List<DateTimeOffset?>();
        var open = ledger.ToDictionary(entry => entry.Key);
        foreach (var route in routes)
        {
            if (FaultOf(route, severities) is { } fault)
            {
                faults.Add(fault);
                RemoveAll(open, route.Name);
                continue;
            }

            if (route.Match.WhyNot(incident, severities) is not null)
            {
                continue;
            }

            foreach (var (grafana, dashboard) in route.Places)
            {
                var shown = ShownIn(ledger, route.Name, grafana, dashboard);
                foreach (var desired in AnnotationPolicy.Decide(incident, options, route, shown, now, dashboard))
                {
                    looks.Add(desired.MovesAt);
                    var key = new LedgerKey(incident.Id, route.Name, grafana, desired.Part, dashboard);
                    open.Remove(key, out var known);
                    if (StepFor(key, desired, known, now) is { } step)
                    {
                        steps.Add(step);
                        textFailures.AddRange(desired.TextFailure is { } failure ? [failure] : []);
                    }
                }
            }
        }

        // What is left is wanted no more. It goes first: of an incident that turned private, the old words are the urgent part.
        return new ReconciliationPlan(
            [.. open.Values.Select(entry => new ReconciliationStep.Delete(entry)), .. steps], faults, textFailures, looks.Min());
    }

    /// <summary>
    /// What to do about an incident that the key cannot see any more. incident.io answers the same for one that was deleted and for one
    /// that turned private, so what was posted is treated as private.
    /// </summary>
    public static IReadOnlyList<ReconciliationStep> Hide(
        IReadOnlyList<AnnotationRoute> routes, AnnotationOptions options, IReadOnlyList<LedgerEntry> ledger, DateTimeOffset now)
    {
        return [.. ledger.Select(StepFor).OfType<ReconciliationStep>()];

        ReconciliationStep? StepFor(LedgerEntry entry)
        {
            var route = routes.FirstOrDefault(route => route.Name == entry.Key.Route);
            return AnnotationPolicy.PrivateModeOf(options, route) switch
            {
                PrivateMode.Full => null,
                PrivateMode.Omit => new ReconciliationStep.Delete(entry),
                PrivateMode.Redact => Hide(entry, now),
                var other => throw new InvalidOperationException($"No rule for {other}."),
            };
        }
    }

    /// <summary>When an annotation of the ledger has to be looked for once more.</summary>
    public static DateTimeOffset? NextConfirmation(IEnumerable<LedgerEntry> ledger) => ledger.Min(entry => entry.ConfirmAt);

    /// <summary>How Grafana shows an incident by one route in one place.</summary>
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
    private static ReconciliationStep? Hide(LedgerEntry known, DateTimeOffset now) => known.AnnotationId is null
        ? new ReconciliationStep.Delete(known)
        : StepFor(
            known.Key,
            AnnotationPolicy.Hide(
                known.Key.Incident, known.Key.Part, known.Status, known.Start, known.End, known.Key.Route, known.Key.Dashboard),
            known,
            now);

    private static ReconciliationStep? StepFor(LedgerKey key, DesiredAnnotation desired, LedgerEntry? known, DateTimeOffset now) =>
        known switch
        {
            null or { AnnotationId: null } => new ReconciliationStep.Create(key, desired, known),
            { ConfirmAt: { } confirmAt } when confirmAt <= now => new ReconciliationStep.Confirm(known, desired),
            _ when known.Fingerprint != desired.Fingerprint() => new ReconciliationStep.Update(known, desired),
            _ => null,
        };

    private static void RemoveAll(Dictionary<LedgerKey, LedgerEntry> entries, string route)
    {
        foreach (var key in entries.Keys.Where(key => key.Route == route).ToList())
        {
            entries.Remove(key);
        }
    }
}
