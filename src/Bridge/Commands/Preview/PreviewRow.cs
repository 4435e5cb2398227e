using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Vocabulary;

namespace Bridge.Commands.Preview;

/// <summary>An annotation that would be posted.</summary>
/// <param name="Incident">Of which.</param>
/// <param name="Route">By which route.</param>
/// <param name="Private">What that route tells of private incidents.</param>
/// <param name="Grafana">Where.</param>
/// <param name="Annotation">As it would be sent.</param>
internal sealed record PreviewRow(Incident Incident, AnnotationRoute Route, PrivateMode Private, string Grafana, DesiredAnnotation Annotation)
{
    /// <summary>An open region has an end that is moved on until the incident is resolved.</summary>
    public bool IsStillOpen => Annotation is { Status: AnnotationStatus.Open, Part: AnnotationPart.Region };

    /// <summary>Whether text and tags tell no more than that there is an incident, so that anybody may read them.</summary>
    public bool IsForAll => !Incident.IsPrivate || Private == PrivateMode.Redact;

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
        select new PreviewRow(incident, route, AnnotationPolicy.PrivateModeOf(options, route), place.Grafana, annotation);
}
