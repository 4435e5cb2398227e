using Bridge.Upstreams;

namespace Bridge.Grafana;

/// <summary>Reads every annotation of a time, however many there are.</summary>
/// <remarks>
/// Grafana has no pages, only a limit, and gives what ends last first. So the time that is asked for shrinks from its end: after a full
/// answer, up to the earliest end in it. Where so many overlap one moment that it does not shrink, the limit grows; no maximum is
/// documented, and 7.5 takes any number.
/// </remarks>
internal static class AnnotationListing
{
    /// <summary>Annotations an answer, at first.</summary>
    private const int FirstLimit = 5000;

    public static async Task<(IReadOnlyList<FoundAnnotation> Annotations, UpstreamFailure? Failure)> ReadAsync(
        IAnnotationTarget target, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken, int limit = FirstLimit)
    {
        var annotations = new SortedDictionary<long, FoundAnnotation>();
        while (true)
        {
            var result = await target.ListAsync(from, to, limit, cancellationToken);
            if (result is not FindResult.Found { Annotations: var page })
            {
                return ([], ((FindResult.Failed)result).Failure);
            }

            foreach (var annotation in page)
            {
                annotations[annotation.Id.Value] = annotation;
            }

            if (page.Count < limit)
            {
                return ([.. annotations.Values], null);
            }

            var earliest = page.Min(annotation => annotation.End);
            if (earliest < to)
            {
                to = earliest;
            }
            else
            {
                limit = checked(limit * 2);
            }
        }
    }
}
