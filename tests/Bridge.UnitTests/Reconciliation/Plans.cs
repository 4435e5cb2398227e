using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>Plans for incidents.</summary>
internal static class Plans
{
    public static ReconciliationPlan Make(
        Incident incident,
        string grafana,
        IReadOnlyList<AnnotationRoute> routes,
        AnnotationOptions options,
        IReadOnlyList<IncidentSeverity>? severities,
        IReadOnlyList<LedgerEntry> ledger,
        DateTimeOffset now) =>
        ReconciliationPlan.Make(incident, new IncidentProjection(() => options), grafana, routes, options, severities, ledger, now);
}
