using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Vocabulary;

namespace Bridge.Commands.Prune;

/// <summary>An annotation of the bridge that is old enough to go.</summary>
/// <param name="Incident">The incident that its tags name.</param>
/// <param name="Route">The route that its tags name.</param>
/// <param name="Annotation">As it is in Grafana.</param>
internal sealed record PruneCandidate(IncidentId Incident, string Route, FoundAnnotation Annotation)
{
    /// <summary>
    /// Decides by the annotation's own tags: made by the bridge, by a route that is in the settings, resolved, and ended before.
    /// Everything else is somebody else's, or still in use.
    /// </summary>
    /// <returns>None when it has to stay.</returns>
    public static PruneCandidate? Of(FoundAnnotation annotation, IReadOnlyList<AnnotationRoute> routes, DateTimeOffset before) =>
        annotation.End < before
        && AnnotationTags.SayResolved(annotation.Tags)
        && AnnotationTags.OwnerOf(annotation.Tags) is var (incident, name)
        && routes.Any(route => route.Name == name)
            ? new PruneCandidate(incident, name, annotation)
            : null;
}
