using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Vocabulary;

namespace Bridge.Commands.Prune;

/// <summary>An annotation of the bridge that is old enough to go.</summary>
/// <param name="Incident">The incident that its tags name.</param>
/// <param name="Route">The route that its tags name.</param>
/// <param name="Annotation">As it is in Grafana.</param>
internal sealed record PruneCandidate(SubjectId Incident, string Route, FoundAnnotation Annotation)
{
    /// <summary>
    /// Decides by the annotation's own tags: made by the bridge, by a route that is in the settings, resolved, and ended before. Everything
    /// else is somebody else's, or still in use: nothing proves that what says another route's name is ours.
    /// </summary>
    /// <returns>None when it has to stay.</returns>
    public static PruneCandidate? Of(FoundAnnotation annotation, IReadOnlyList<AnnotationRoute> routes, DateTimeOffset before) =>
        Of(annotation) is { } candidate
        && annotation.End < before
        && AnnotationTags.MayBeOver(annotation.Tags)
        && routes.Any(route => route.Name == candidate.Route)
            ? candidate
            : null;

    /// <summary>The same of one route that somebody named and that the settings do not have: nothing brings it up to date, so what is open goes too.</summary>
    /// <param name="annotation">As it is in Grafana.</param>
    /// <param name="route">The route's name.</param>
    /// <param name="before">It ended before; none for whenever.</param>
    public static PruneCandidate? OfFormer(FoundAnnotation annotation, string route, DateTimeOffset? before) =>
        Of(annotation) is { } candidate && candidate.Route == route && (before is null || annotation.End < before) ? candidate : null;

    /// <summary>The same of one kind of which the settings show nothing, by the routes that they have.</summary>
    public static PruneCandidate? OfFormer(FoundAnnotation annotation, SubjectKind kind, IReadOnlyList<AnnotationRoute> routes, DateTimeOffset? before) =>
        Of(annotation) is { } candidate
        && candidate.Incident.Kind == kind
        && routes.Any(route => route.Name == candidate.Route)
        && (before is null || annotation.End < before)
            ? candidate
            : null;

    private static PruneCandidate? Of(FoundAnnotation annotation) =>
        AnnotationTags.OwnerOf(annotation.Tags) is var (incident, route) ? new PruneCandidate(incident, route, annotation) : null;
}
