using Bridge.Upstreams;

namespace Bridge.Grafana;

/// <summary>
/// Reads every annotation of a time, however many there are. Grafana has no pages: a list that comes back full is asked for again with
/// room for more. No maximum is documented, and 7.5 takes any number.
/// </summary>
internal static class AnnotationListing
{
    private const int FirstLimit = 5000;

    /// <summary>About a gigabyte of answer: whoever has more has another problem.</summary>
    private const int LastLimit = 625_000;

    public static async Task<(IReadOnlyList<FoundAnnotation> Annotations, UpstreamFailure? Failure)> ReadAsync(
        IAnnotationTarget target, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        for (var limit = FirstLimit; ; limit *= 5)
        {
            switch (await target.ListAsync(from, to, limit, cancellationToken))
            {
                case FindResult.Failed failed:
                    return ([], failed.Failure);
                case FindResult.Found found when found.Annotations.Count < limit:
                    return (found.Annotations, null);
                case FindResult.Found when limit >= LastLimit:
                    return ([], new UpstreamFailure(FailureReason.InvalidAnswer, $"more than {limit} annotations in one list"));
            }
        }
    }
}
