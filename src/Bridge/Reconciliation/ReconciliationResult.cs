using Bridge.Store;

namespace Bridge.Reconciliation;

/// <summary>What came of the work on one incident.</summary>
/// <param name="Outcome">How the claim ended; none when the lease was lost to another worker.</param>
/// <param name="Steps">What had to be done in Grafana.</param>
internal sealed record ReconciliationResult(WorkOutcome? Outcome, IReadOnlyList<ReconciliationStep> Steps);
