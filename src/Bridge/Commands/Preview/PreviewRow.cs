using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation;

namespace Bridge.Commands.Preview;

/// <summary>An annotation that would be posted.</summary>
internal sealed record PreviewRow(Incident Incident, AnnotationRoute Route, string Grafana, DesiredAnnotation Annotation)
{
    /// <summary>What a Grafana that has nothing yet would get of an incident. Pure.</summary>
    public static IEnumerable<PreviewRow> Of(
        Incident incident,
        IReadOnlyList<AnnotationRoute> routes,
        AnnotationOptions options,
        IReadOnlyList<IncidentSeverity> severities,
        DateTimeOffset now) =>
        from route in routes
        where ReconciliationPlan.FaultOf(route, severities) is null && route.Match.WhyNot(incident, severities) is null
        from place in route.Places
        from annotation in AnnotationPolicy.Decide(incident, options, route, ShownState.Nothing, now, place.Dashboard)
        select new PreviewRow(incident, route, place.Grafana, annotation);
}
