using Bridge.Annotations;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation.Jobs;

/// <summary>Which incidents have annotations in one Grafana that may have been there for long enough. Pure.</summary>
internal static class RetentionPlan
{
    /// <summary>
    /// Decides by the annotations' own tags and times: made by the bridge, by a route that is in the settings, resolved, and ended before. A point
    /// at an incident's start says nothing of its end; it goes with the one at the resolve.
    /// </summary>
    /// <param name="found">What Grafana has.</param>
    /// <param name="routes">Our routes: other bridges may post to the same Grafana.</param>
    /// <param name="before">They ended before.</param>
    /// <returns>The incidents, with the times of those annotations.</returns>
    public static IReadOnlyDictionary<SubjectId, SearchTimes> Of(
        IReadOnlyList<FoundAnnotation> found, IReadOnlyList<AnnotationRoute> routes, DateTimeOffset before) =>
        found.Where(annotation => annotation.End < before
                && AnnotationTags.MayBeOver(annotation.Tags)
                && AnnotationTags.TryReadPart(annotation.Tags, out var part)
                && part != AnnotationPart.Start)
            .Select(annotation => (Owner: AnnotationTags.OwnerOf(annotation.Tags), annotation.Start, annotation.End))
            .Where(one => one.Owner is { } owner && routes.Any(route => route.Name == owner.Route))
            .GroupBy(one => one.Owner!.Value.Subject)
            .ToDictionary(
                incident => incident.Key,
                incident => SearchTimes.Around([.. incident.SelectMany(one => new[] { one.Start, one.End })]));
}
