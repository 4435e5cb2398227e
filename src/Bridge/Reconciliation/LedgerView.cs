using Bridge.Annotations;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>What is known of an incident's annotations in one Grafana after a look at it.</summary>
/// <param name="Look">What it has.</param>
/// <param name="Entries">The ledger as it is by that.</param>
/// <param name="Leftovers">What is ours and must not be there, whatever the incident's state is: doubles, and what lies elsewhere.</param>
/// <param name="Gone">Entries of the ledger whose annotation was not found, as they were.</param>
/// <param name="Failure">Why it could not be looked at: nothing is to be written there.</param>
internal sealed record LedgerView(
    AnnotationLook? Look,
    IReadOnlyList<LedgerEntry> Entries,
    IReadOnlyList<ReconciliationStep> Leftovers,
    IReadOnlyDictionary<LedgerKey, LedgerEntry> Gone,
    UpstreamFailure? Failure = null)
{
    /// <summary>What no search by tags finds is looked for by its time once more after it was dealt with: should that fail, nothing else would find it.</summary>
    private static readonly TimeSpan OnceMore = TimeSpan.FromMinutes(1);

    public static LedgerView Unseen(IReadOnlyList<LedgerEntry> known, UpstreamFailure failure) =>
        new(null, known, [], new Dictionary<LedgerKey, LedgerEntry>(), failure);

    /// <summary>Corrects what the ledger has by what a look has found. Pure.</summary>
    /// <param name="known">The ledger.</param>
    /// <param name="look">What Grafana has.</param>
    /// <param name="wanted">What it should show, as far as that is known before the look: of doubles, that one is kept.</param>
    /// <param name="now">When the look was.</param>
    /// <param name="seesItsOwn">Whether something that the bridge made has been found there: if not, what is not found may be there all the same.</param>
    /// <param name="putsBack">Whether what was left alone is put back once more; what Grafana then takes away again is left alone.</param>
    public static LedgerView Of(
        IReadOnlyList<LedgerEntry> known,
        AnnotationLook look,
        IReadOnlyDictionary<LedgerKey, DesiredAnnotation> wanted,
        DateTimeOffset now,
        bool seesItsOwn,
        bool putsBack = false)
    {
        var entries = known.ToDictionary(entry => entry.Key);
        var gone = new Dictionary<LedgerKey, LedgerEntry>();
        var leftovers = new List<ReconciliationStep>(look.Elsewhere.Select(one => new ReconciliationStep.Clear(one.Key, one.Found)));
        foreach (var key in look.Keys)
        {
            var kept = look.Best(key, wanted.GetValueOrDefault(key))!;
            leftovers.AddRange(look.Of(key).Where(one => one != kept).Select(one => new ReconciliationStep.Clear(key, one)));
            var isHalf = look.Of(key).Any(one => !one.IsIndexed);
            entries[key] = Seen(key, entries.GetValueOrDefault(key), kept, isHalf, now);
        }

        foreach (var entry in known.Where(entry => look.Of(entry.Key).Count == 0))
        {
            entries[entry.Key] = NotSeen(entry, now, seesItsOwn, mostVanished: putsBack ? 1 : 2);
            if (entry.AnnotationId is not null)
            {
                gone.Add(entry.Key, entry);
            }
        }

        return new LedgerView(look, [.. entries.Values], leftovers, gone);
    }

    /// <summary>
    /// The status and the times that the ledger has stay, since an incident that is set aside is shown as it was; of what it has no number of,
    /// Grafana knows them better.
    /// </summary>
    private static LedgerEntry Seen(LedgerKey key, LedgerEntry? known, FoundAnnotation found, bool isHalf, DateTimeOffset now)
    {
        var seen = known is { AnnotationId: not null }
            ? known
            : new LedgerEntry(
                key, null, null, AnnotationTags.StatusOf(found.Tags), found.Start, found.End, known?.ConfirmAt, Vanished: known?.Vanished ?? 0);
        return seen with
        {
            AnnotationId = found.Id.Value,
            Fingerprint = found.IsIndexed ? found.Fingerprint() : null,
            ConfirmAt = StillInDoubt(seen, now) ?? (isHalf ? now + OnceMore : null),
            LastFailure = null,
        };
    }

    /// <summary>
    /// What vanished after its end is put back once. If it vanishes again, Grafana's own clean-up takes it, and to put it back for ever would push
    /// out what others have there.
    /// </summary>
    private static LedgerEntry NotSeen(LedgerEntry known, DateTimeOffset now, bool seesItsOwn, int mostVanished)
    {
        var hasVanished = known is { AnnotationId: not null, Status: AnnotationStatus.Resolved, ConfirmAt: null } && (known.Vanished == 0 || seesItsOwn);
        return known with
        {
            AnnotationId = null,
            Fingerprint = null,
            ConfirmAt = StillInDoubt(known, now),
            Vanished = Math.Min(hasVanished ? known.Vanished + 1 : known.Vanished, mostVanished),
        };
    }

    /// <summary>A create of unknown fate cannot arrive any more, and what it made would have been seen.</summary>
    private static DateTimeOffset? StillInDoubt(LedgerEntry entry, DateTimeOffset now) => entry.ConfirmAt > now ? entry.ConfirmAt : null;
}
