using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Reconciliation;

/// <summary>What is known of an incident's annotations before it is reconciled.</summary>
/// <param name="Ledger">What was posted, as far as it is known.</param>
/// <param name="Asked">The Grafanas that were searched just now: what the ledger does not have, they do not have.</param>
/// <param name="Failures">The Grafanas that should have been searched and could not: nothing is to be written there.</param>
internal sealed record DiscoveredLedger(
    IReadOnlyList<LedgerEntry> Ledger, IReadOnlySet<string> Asked, IReadOnlyDictionary<string, UpstreamFailure> Failures)
{
    private static readonly IReadOnlySet<string> Nobody = new HashSet<string>();
    private static readonly IReadOnlyDictionary<string, UpstreamFailure> None = new Dictionary<string, UpstreamFailure>();

    /// <summary>Of an incident that was brought up to date before: the ledger has it all.</summary>
    public static DiscoveredLedger Known(IReadOnlyList<LedgerEntry> ledger) => new(ledger, Nobody, None);
}
