using Bridge.Reconciliation.Backlog;
using Bridge.Store;
using Bridge.Subjects;

namespace Bridge.Reconciliation;

/// <summary>What has to be known to look at an incident in one Grafana.</summary>
/// <param name="Times">When its annotations are or should be; none when nobody knows, as of an incident that cannot be seen.</param>
/// <param name="Search">A search that was made for several incidents.</param>
/// <param name="Always">Whether to look even if nothing seems to have changed, as when drift was found or somebody asks for a repair.</param>
/// <param name="Routes">Routes that are ours though neither the settings nor the ledger have them: of what was taken away.</param>
internal sealed record LookOrder(
    SearchTimes? Times = null, SharedSearch? Search = null, bool Always = false, IReadOnlyCollection<string>? Routes = null)
{
    /// <summary>
    /// Whether somebody asks for the repair: then what is left alone, since Grafana took it away twice, is put back once more.
    /// </summary>
    public bool PutsBack { get; init; }

    /// <summary>
    /// Whether nobody expects anything of it in Grafana: of the many alerts that settings leave out none costs a look. What is there all the same, as
    /// after the loss of the store, drift finds.
    /// </summary>
    public bool IsLeftOut { get; init; }

    /// <summary>Where to look for an incident of which nothing is known: as far back as the store remembers.</summary>
    private static readonly TimeSpan Horizon = StoreRetention.OfIncidents;

    /// <summary>Every time at which an annotation of the subject may be, whatever the settings take it from.</summary>
    public static SearchTimes TimesOf(Subject subject, DateTimeOffset now) =>
        SearchTimes.Around([.. subject.Times, .. subject.GoesOn ? new[] { now } : []]);

    /// <summary>The times of the order, and those that the ledger remembers.</summary>
    public SearchTimes TimesWith(IReadOnlyList<LedgerEntry> known, DateTimeOffset now) =>
        known.Count > 0 ? SearchTimes.Around([.. known.Select(entry => entry.Start), .. known.Select(entry => entry.End)]).And(Times)
        : Times ?? SearchTimes.Around(now - Horizon, now);

    /// <summary>
    /// Whether Grafana has to be looked at: something is to be written, or a create of unknown fate cannot arrive any more, or the ledger does not
    /// say all, since the delivery was never shown or has failed.
    /// </summary>
    public bool IsDue(Claim claim, IReadOnlyList<LedgerEntry> known, ReconciliationPlan plan, DateTimeOffset now) =>
        Always
        || plan.Steps.Count > 0
        || (claim.StateAt is null && !(IsLeftOut && known.Count == 0))
        || claim is { Attempts: > 0 } or { LastFailure: not null }
        || known.Any(entry => entry.ConfirmAt <= now);
}
