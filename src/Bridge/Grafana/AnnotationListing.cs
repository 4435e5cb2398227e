using Bridge.Reconciliation;

namespace Bridge.Grafana;

/// <summary>Reads every annotation of a time, however many there are.</summary>
/// <remarks>
/// Grafana has no pages, only a limit, and gives what ends last first. So the time that is asked for shrinks from its end: after a full
/// answer, up to the earliest end in it. Where so many overlap one moment that it does not shrink, the limit grows; no maximum is
/// documented, and 7.5 takes any number.
/// </remarks>
internal static class AnnotationListing
{
    /// <param name="ask">Asks for the annotations up to a time, so many at most.</param>
    /// <param name="to">The end of the time.</param>
    /// <param name="limit">Annotations an answer, at first.</param>
    public static async Task<FindResult> ReadAsync(Func<DateTimeOffset, int, Task<FindResult>> ask, DateTimeOffset to, int limit)
    {
        var annotations = new SortedDictionary<long, FoundAnnotation>();
        while (true)
        {
            var result = await ask(to, limit);
            if (result is not FindResult.Found { Annotations: var page, IsFull: var isFull })
            {
                return result;
            }

            foreach (var annotation in page)
            {
                annotations[annotation.Id.Value] = annotation;
            }

            if (!isFull)
            {
                return new FindResult.Found([.. annotations.Values]);
            }

            var earliest = page.Min(annotation => (DateTimeOffset?)annotation.End);
            if (earliest < to)
            {
                to = earliest.Value;
            }
            else
            {
                limit = checked(limit * 2);
            }
        }
    }
}
