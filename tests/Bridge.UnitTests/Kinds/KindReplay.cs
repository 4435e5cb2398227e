using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Subjects;

namespace Bridge.UnitTests.Kinds;

/// <summary>The bridge's looks at one subject of a kind, one after the other: a Grafana that does what it is told, and the ledger of it.</summary>
internal sealed class KindReplay(
    IProjection projection, IReadOnlyList<AnnotationRoute> routes, AnnotationOptions annotations, IReadOnlyList<IncidentSeverity> severities)
{
    private readonly Dictionary<LedgerKey, LedgerEntry> _ledger = [];

    public Dictionary<LedgerKey, DesiredAnnotation> Shown { get; } = [];

    public IEnumerable<(LedgerKey Key, string Fingerprint)> Contents() =>
        Shown.Select(one => (one.Key, one.Value.Fingerprint())).OrderBy(one => one.Key.ToString(), StringComparer.Ordinal);

    /// <summary>Plans for a state and carries the plan out.</summary>
    public ReconciliationPlan Look(Happening state, DateTimeOffset now)
    {
        var plan = ReconciliationPlan.Make(state, projection, "main", routes, annotations, severities, [.. _ledger.Values], now);
        foreach (var step in plan.Steps)
        {
            switch (step)
            {
                case ReconciliationStep.Create create:
                    Put(create.Key, create.Desired);
                    break;
                case ReconciliationStep.Update update:
                    Put(update.Key, update.Desired);
                    break;
                case ReconciliationStep.Delete delete:
                    Assert.True(_ledger.Remove(delete.Key) && Shown.Remove(delete.Key));
                    break;
                default:
                    throw new InvalidOperationException("Nothing is in doubt here.");
            }
        }

        return plan;
    }

    private void Put(LedgerKey key, DesiredAnnotation desired)
    {
        _ledger[key] = new LedgerEntry(key, _ledger.Count + 1, desired.Fingerprint(), desired.Status, desired.Start, desired.End, ConfirmAt: null);
        Shown[key] = desired;
    }
}
