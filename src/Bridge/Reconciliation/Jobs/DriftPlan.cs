using Bridge.Annotations;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation.Jobs;

/// <summary>What differs between the ledger and what one Grafana has. Pure.</summary>
/// <param name="Differences">By incident.</param>
/// <param name="Strangers">Incidents that Grafana has annotations of by our routes, and the ledger has none of, with the times of those.</param>
internal sealed record DriftPlan(
    IReadOnlyDictionary<SubjectId, DriftPlan.Differing> Differences, IReadOnlyDictionary<SubjectId, SearchTimes> Strangers)
{
    /// <summary>
    /// Annotations that ended longer ago are left alone: Grafana may have a retention of its own, and nobody looks at them every hour.
    /// </summary>
    public static readonly TimeSpan Horizon = StoreRetention.OfTakenAway;

    /// <summary>The time to list, so that every entry that is compared would be in the list.</summary>
    public static DateTimeOffset From(IReadOnlyList<LedgerEntry> ledger, DateTimeOffset now)
    {
        DateTimeOffset[] ends = [now - Horizon, .. ledger.Select(entry => entry.End)];
        return ends.Min();
    }

    /// <inheritdoc cref="From"/>
    public static DateTimeOffset To(IReadOnlyList<LedgerEntry> ledger, DateTimeOffset now)
    {
        DateTimeOffset[] starts = [now + Horizon, .. ledger.Select(entry => entry.Start)];
        return starts.Max();
    }

    /// <param name="grafana">Which Grafana.</param>
    /// <param name="ledger">What the ledger had, read before Grafana was asked: what is written in between shows as a difference, and not the other way round.</param>
    /// <param name="takenAway">What was taken away: it must not be there again.</param>
    /// <param name="found">What Grafana has.</param>
    /// <param name="routes">Our routes: other bridges may post to the same Grafana.</param>
    /// <param name="now">When Grafana was asked.</param>
    public static DriftPlan Compare(
        string grafana,
        IReadOnlyList<LedgerEntry> ledger,
        IReadOnlyList<TakenAway> takenAway,
        IReadOnlyList<FoundAnnotation> found,
        IReadOnlyList<AnnotationRoute> routes,
        DateTimeOffset now)
    {
        var entries = ledger.ToLookup(entry => entry.Key.Subject);
        var removed = takenAway.ToLookup(taken => taken.Key.Subject, taken => taken.Key);
        var ours = found
            .Select(annotation => (Annotation: annotation, AnnotationTags.OwnerOf(annotation.Tags)?.Subject))
            .Where(pair => pair.Subject is not null)
            .ToLookup(pair => pair.Subject!.Value, pair => pair.Annotation);
        var differences = new Dictionary<SubjectId, Differing>();
        var strangers = new Dictionary<SubjectId, SearchTimes>();
        foreach (var id in ours.Select(group => group.Key).Union(entries.Select(group => group.Key)))
        {
            var names = entries[id].Select(entry => entry.Key.Route).Concat(removed[id].Select(key => key.Route)).ToHashSet();
            var look = new AnnotationLook(id, grafana, ours[id], route => names.Contains(route) || routes.Any(one => one.Name == route), now);
            List<Difference> here = [.. Known(entries[id], look), .. Unknown(entries[id], removed[id], look, now)];
            if (here.Count > 0)
            {
                differences.Add(id, new Differing(here, TimesOf(ours[id]), names));
            }
            else if (!entries[id].Any() && !look.IsEmpty)
            {
                strangers.Add(id, TimesOf(ours[id])!.Value);
            }
        }

        return new DriftPlan(differences, strangers);
    }

    /// <summary>
    /// The strangers whose turn it is: those behind the last one that was asked for, and then from the beginning. Most stay strangers, and
    /// must not keep the others from their turn.
    /// </summary>
    public static IReadOnlyList<SubjectId> Turn(IEnumerable<SubjectId> strangers, SubjectId? last, int limit) =>
    [
        .. strangers
            .OrderBy(subject => string.CompareOrdinal(subject.ToString(), last?.ToString()) <= 0)
            .ThenBy(subject => subject.ToString(), StringComparer.Ordinal)
            .Take(limit),
    ];

    private static IEnumerable<Difference> Known(IEnumerable<LedgerEntry> entries, AnnotationLook look) =>
        from entry in entries
        let kind = KindOf(entry, look.Of(entry.Key))
        where kind is not null
        select new Difference(entry.Key, entry, kind.Value);

    /// <summary>
    /// What an entry's annotation should be and is not. One in doubt has its own look to come, and one whose content is not known is
    /// being worked on, or waits for that; but nobody waits for one that lost its number to another.
    /// </summary>
    private static DriftKind? KindOf(LedgerEntry entry, IReadOnlyList<FoundAnnotation> found) => (entry, found.Count) switch
    {
        ({ ConfirmAt: not null }, _) => null,
        (_, > 1) => DriftKind.Doubled,
        ({ IsLeftAlone: true }, 0) => null,
        ({ AnnotationId: not null, Fingerprint: not null } or { AnnotationId: null, LastFailure: null }, 0) => DriftKind.Gone,
        ({ Fingerprint: { } fingerprint }, 1) when found[0].Fingerprint() != fingerprint => DriftKind.Changed,
        ({ AnnotationId: null, LastFailure: null }, 1) => DriftKind.Changed,
        _ => null,
    };

    /// <summary>
    /// What the ledger does not have, of an incident that it knows: it lies elsewhere, or was taken away and is back. What ended before the
    /// horizon the ledger may have, and was not asked for.
    /// </summary>
    private static IEnumerable<Difference> Unknown(
        IEnumerable<LedgerEntry> entries, IEnumerable<LedgerKey> removed, AnnotationLook look, DateTimeOffset now)
    {
        var known = entries.Select(entry => entry.Key).ToHashSet();
        var taken = removed.ToHashSet();
        foreach (var key in look.Keys.Where(key => !known.Contains(key) && look.Of(key).Any(one => one.End >= now - Horizon)))
        {
            if (taken.Contains(key) || known.Count > 0)
            {
                yield return new Difference(key, null, taken.Contains(key) ? DriftKind.Returned : DriftKind.Elsewhere);
            }
        }

        foreach (var _ in look.Elsewhere.Where(_ => known.Count + taken.Count > 0))
        {
            yield return new Difference(null, null, DriftKind.Elsewhere);
        }
    }

    private static SearchTimes? TimesOf(IEnumerable<FoundAnnotation> found)
    {
        var moments = found.SelectMany(one => new[] { one.Start, one.End }).ToList();
        return moments.Count == 0 ? null : SearchTimes.Around(moments);
    }

    /// <summary>What differs of one incident.</summary>
    /// <param name="Differences">At least one.</param>
    /// <param name="Times">When Grafana's annotations of it are; none without any.</param>
    /// <param name="Routes">The routes of what the ledger has and of what was taken away.</param>
    internal sealed record Differing(IReadOnlyList<Difference> Differences, SearchTimes? Times, IReadOnlyCollection<string> Routes);

    /// <param name="Key">Which annotation; none of one that lies where the ledger has none.</param>
    /// <param name="Known">What the ledger had of it; none of what it does not have.</param>
    /// <param name="Kind">What is wrong.</param>
    internal sealed record Difference(LedgerKey? Key, LedgerEntry? Known, DriftKind Kind)
    {
        /// <summary>Whether the ledger still says what it said when Grafana was compared with it.</summary>
        public bool IsLeft(IReadOnlyList<LedgerEntry> ledger) => Key is null || ledger.FirstOrDefault(entry => entry.Key == Key) == Known;
    }
}

/// <summary>What happened to an annotation.</summary>
internal enum DriftKind
{
    Gone,
    Changed,
    Doubled,

    /// <summary>It is in a place that it was not made for.</summary>
    Elsewhere,

    /// <summary>It was taken away, and is back.</summary>
    Returned,
}
