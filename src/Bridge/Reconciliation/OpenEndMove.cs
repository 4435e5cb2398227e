using Bridge.Annotations;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>The move of one open region's end. Pure.</summary>
/// <param name="Known">What the ledger has.</param>
/// <param name="End">Where the end should lie.</param>
/// <param name="MovesAt">When it is to be moved next.</param>
internal sealed record OpenEndMove(LedgerEntry Known, DateTimeOffset End, DateTimeOffset MovesAt)
{
    /// <summary>The moves of one delivery.</summary>
    /// <returns>Nothing if there is nothing to move, or if the ledger does not know everything that Grafana shows of the incident.</returns>
    public static IReadOnlyList<OpenEndMove>? Plan(IReadOnlyList<LedgerEntry> ledger, TimeSpan interval, DateTimeOffset now)
    {
        if (interval == TimeSpan.Zero || !ledger.All(entry => entry is { AnnotationId: not null, Fingerprint: not null, ConfirmAt: null, LastFailure: null }))
        {
            return null;
        }

        var open = ledger.Where(entry => entry is { Status: AnnotationStatus.Open, Key.Part: AnnotationPart.Region }).ToList();
        return open.Count == 0 ? null : [.. open.Select(entry => Of(entry, OpenEnd.Of(entry.Start, interval, now)))];
    }

    /// <summary>
    /// What to search so that all of these are found, and what else is due about now: what ends at or after a time, and begins at or before
    /// another one. What nobody moved in time has fallen behind now.
    /// </summary>
    public static (DateTimeOffset From, DateTimeOffset To) Reach(IReadOnlyList<OpenEndMove> moves, DateTimeOffset now)
    {
        var (first, last) = (moves.Min(move => move.Known.End), moves.Max(move => move.Known.Start));
        return (first >= now ? now : WholeHour(first), last > now ? last : now);
    }

    /// <summary>
    /// The annotation, if it is alone under its identity and in its place, and but for its end has the content that the ledger knows. The end may
    /// be another one, after a move whose answer was lost.
    /// </summary>
    public FoundAnnotation? In(AnnotationLook look) =>
        look.Of(Known.Key) is [var only] && only.Id.Value == Known.AnnotationId && FingerprintAt(only, Known.End) == Known.Fingerprint ? only : null;

    /// <summary>What the ledger knows when it is done.</summary>
    public LedgerEntry Done(FoundAnnotation found) => Known with { End = End, Fingerprint = FingerprintAt(found, End) };

    private static OpenEndMove Of(LedgerEntry entry, (DateTimeOffset End, DateTimeOffset MovesAt) wanted) => new(entry, wanted.End, wanted.MovesAt);

    private static string FingerprintAt(FoundAnnotation found, DateTimeOffset end) =>
        DesiredAnnotation.FingerprintOf(found.Start, end, found.Text, found.Tags);

    private static DateTimeOffset WholeHour(DateTimeOffset time) => time.AddTicks(-(time.UtcTicks % TimeSpan.TicksPerHour));
}
