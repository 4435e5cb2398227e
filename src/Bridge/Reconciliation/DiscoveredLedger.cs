using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Reconciliation;

/// <summary>What is known of an incident's annotations before it is reconciled.</summary>
/// <param name="Ledger">What was posted, as far as it is known.</param>
/// <param name="Asked">The Grafanas that were searched just now: what the ledger does not have, they do not have.</param>
/// <param name="Failures">Of the Grafanas that should have been searched and could not.</param>
internal sealed record DiscoveredLedger(
    IReadOnlyList<LedgerEntry> Ledger, IReadOnlyList<string> Asked, IReadOnlyList<UpstreamFailure> Failures);
