using Bridge.Annotations;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation.Jobs;

/// <summary>What differs between the ledger and what one Grafana has. Pure.</summary>
/// <param name="Differences">Annotations that are gone, or show something else, or are there twice, by incident.</param>
/// <param name="Strangers">Incidents that Grafana has annotations of by our routes, and the ledger has none of.</param>
internal sealed record DriftPlan(
    IReadOnlyDictionary<IncidentId, IReadOnlyList<DriftPlan.Difference>> Differences, IReadOnlyList<IncidentId> Strangers)
{
    /// <summary>
    /// Annotations that ended longer ago are left alone: Grafana may have a retention of its own, and nobody looks at them every hour.
    /// </summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(30);

    /// <summary>The time to list, so that every entry that is compared would be in the list.</summary>
    public static DateTimeOffset From(IReadOnlyList<LedgerEntry> ledger, DateTimeOffset now) =>
        ledger.Select(entry => entry.End).Append(now - Horizon).Min();

    /// <param name="ledger">What the ledger had, read before Grafana was asked: what is written in between shows as a difference, and not the other way round.</param>
    /// <param name="found">What Grafana has.</param>
    /// <param name="routes">Our routes: other bridges may post to the same Grafana.</param>
    public static DriftPlan Compare(
        IReadOnlyList<LedgerEntry> ledger, IReadOnlyList<FoundAnnotation> found, IReadOnlyList<AnnotationRoute> routes)
    {
        var byId = found.DistinctBy(annotation => annotation.Id).ToDictionary(annotation => annotation.Id.Value);
        var ours = found
            .Select(annotation => (Annotation: annotation, Owner: AnnotationTags.OwnerOf(annotation.Tags)))
            .Where(pair => pair.Owner is { } owner && routes.Any(route => route.Name == owner.Route))
            .ToLookup(pair => pair.Owner!.Value.Incident, pair => pair.Annotation);
        var differences = ledger
            .Select(entry => KindOf(entry, byId, ours[entry.Key.Incident]) is { } kind ? new Difference(entry, kind) : null)
            .OfType<Difference>()
            .GroupBy(difference => difference.Known.Key.Incident)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<Difference>)[.. group]);
        var known = ledger.Select(entry => entry.Key.Incident).ToHashSet();
        return new DriftPlan(differences, [.. ours.Select(group => group.Key).Where(incident => !known.Contains(incident))]);
    }

    /// <summary>
    /// The strangers whose turn it is: those behind the last one that was asked for, and then from the beginning. Most stay strangers, and
    /// must not keep the others from their turn.
    /// </summary>
    public static IReadOnlyList<IncidentId> Turn(IEnumerable<IncidentId> strangers, IncidentId? last, int limit) =>
    [
        .. strangers
            .OrderBy(incident => string.CompareOrdinal(incident.Value, last?.Value) <= 0)
            .ThenBy(incident => incident.Value, StringComparer.Ordinal)
            .Take(limit),
    ];

    /// <summary>An entry whose content is not known is being worked on, or waits for that.</summary>
    private static DriftKind? KindOf(LedgerEntry entry, Dictionary<long, FoundAnnotation> byId, IEnumerable<FoundAnnotation> ofIncident)
    {
        if (entry is not { AnnotationId: { } id, Fingerprint: { } fingerprint, ConfirmAt: null })
        {
            return null;
        }

        var identity = AnnotationTags.Identity(entry.Key.Incident, entry.Key.Route, entry.Key.Part, entry.Key.Dashboard);
        return ofIncident.Any(other => other.Id.Value != id && AnnotationTags.Identify(other.Tags, identity)) ? DriftKind.Doubled
            : !byId.TryGetValue(id, out var annotation) ? DriftKind.Gone
            : annotation.Fingerprint() != fingerprint ? DriftKind.Changed
            : null;
    }

    /// <param name="Known">What the ledger had.</param>
    /// <param name="Kind">What is wrong.</param>
    internal sealed record Difference(LedgerEntry Known, DriftKind Kind);
}

/// <summary>What somebody did to an annotation.</summary>
internal enum DriftKind
{
    Gone,
    Changed,
    Doubled,
}
