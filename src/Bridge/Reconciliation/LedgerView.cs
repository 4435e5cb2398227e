using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Reconciliation;

/// <summary>What is known of an incident's annotations in one Grafana before it is worked on.</summary>
/// <param name="Entries">What was posted, as far as it is known.</param>
/// <param name="IsSearched">Whether Grafana was searched just now: what the ledger does not have, it does not have.</param>
/// <param name="Failure">Why it could not be searched though it should have been: nothing is to be written there.</param>
internal sealed record LedgerView(IReadOnlyList<LedgerEntry> Entries, bool IsSearched = false, UpstreamFailure? Failure = null);
