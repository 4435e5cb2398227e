using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Store;

namespace Bridge.Reconciliation;

/// <summary>The difference between what Grafana should show and what the ledger says it shows. Pure.</summary>
internal static class ReconciliationPlan
{
    public static IReadOnlyList<ReconciliationStep> Make(
        Incident incident,
        IReadOnlyList<AnnotationRoute> routes,
        AnnotationOptions options,
        IReadOnlyList<LedgerEntry> ledger,
        DateTimeOffset now)
    {
        var steps = new List<ReconciliationStep>();
        var open = ledger.ToDictionary(entry => entry.Key);
        foreach (var route in routes)
        {
            foreach (var grafana in route.Grafanas)
            {
                var shown = ShownIn(ledger, route.Name, grafana);
                foreach (var desired in AnnotationPolicy.Decide(incident, options, route, shown))
                {
                    var key = new LedgerKey(incident.Id, route.Name, grafana, desired.Part);
                    open.Remove(key, out var known);
                    if (StepFor(key, desired, known, now) is { } step)
                    {
                        steps.Add(step);
                    }
                }
            }
        }

        // What is left is wanted no more. It goes first: of an incident that turned private, the old words are the urgent part.
        return [.. open.Values.Select(entry => new ReconciliationStep.Delete(entry)), .. steps];
    }

    /// <summary>
    /// What to do about an incident that the key cannot see any more. incident.io answers the same for one that was deleted and for one
    /// that turned private, so what was posted is treated as private.
    /// </summary>
    public static IReadOnlyList<ReconciliationStep> Hide(
        AnnotationOptions options, IReadOnlyList<LedgerEntry> ledger, DateTimeOffset now) => options.Private switch
        {
            PrivateMode.Full => [],
            PrivateMode.Omit => [.. ledger.Select(entry => new ReconciliationStep.Delete(entry))],
            PrivateMode.Redact => [.. ledger.Select(entry => Hide(entry, now)).OfType<ReconciliationStep>()],
            _ => throw new InvalidOperationException($"No rule for {options.Private}."),
        };

    /// <summary>When an annotation of the ledger has to be looked for once more.</summary>
    public static DateTimeOffset? NextConfirmation(IEnumerable<LedgerEntry> ledger) => ledger.Min(entry => entry.ConfirmAt);

    /// <summary>A create of unknown fate is not made now; if it arrived it is taken away.</summary>
    private static ReconciliationStep? Hide(LedgerEntry known, DateTimeOffset now) => known.AnnotationId is null
        ? new ReconciliationStep.Delete(known)
        : StepFor(
            known.Key,
            AnnotationPolicy.Hide(known.Key.Incident, known.Key.Part, known.Status, known.Start, known.End, known.Key.Route),
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

    private static ShownState ShownIn(IReadOnlyList<LedgerEntry> ledger, string route, string grafana)
    {
        var entries = ledger.Where(entry => entry.Key.Route == route && entry.Key.Grafana == grafana).ToList();
        var resolved = entries.Find(entry =>
            entry.Status == AnnotationStatus.Resolved && entry.Key.Part is AnnotationPart.Region or AnnotationPart.Resolve);
        return resolved is not null
            ? new ShownState(AnnotationStatus.Resolved, resolved.End)
            : new ShownState(entries.Count > 0 ? AnnotationStatus.Open : null, null);
    }
}
