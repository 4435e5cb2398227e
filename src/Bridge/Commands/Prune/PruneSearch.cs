using Bridge.Grafana;
using Bridge.Settings;
using Bridge.Upstreams;

namespace Bridge.Commands.Prune;

/// <summary>Finds the annotations of one Grafana that may go.</summary>
/// <remarks>
/// Grafana has no pages, only a limit, and gives what ends last first. So the time that is searched shrinks from its end: after a full
/// answer, up to the earliest end in it. Where so many overlap one moment that it does not shrink, the limit grows.
/// </remarks>
internal sealed class PruneSearch(BridgeSettings settings)
{
    /// <summary>Grafana ignores a range that begins at 0.</summary>
    private static readonly DateTimeOffset Beginning = DateTimeOffset.FromUnixTimeMilliseconds(1);

    /// <summary>Annotations an answer, at first.</summary>
    internal int Limit { get; init; } = 1000;

    public async Task<(IReadOnlyList<PruneCandidate> Found, UpstreamFailure? Failure)> FindAsync(
        IAnnotationTarget target, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<long, PruneCandidate>();
        var (to, limit) = (before, Limit);
        while (true)
        {
            var result = await target.ListAsync(Beginning, to, limit, cancellationToken);
            if (result is not FindResult.Found { Annotations: var page })
            {
                return ([], ((FindResult.Failed)result).Failure);
            }

            foreach (var annotation in page)
            {
                if (PruneCandidate.Of(annotation, settings.Routes, before) is { } candidate)
                {
                    found[annotation.Id.Value] = candidate;
                }
            }

            if (page.Count < limit)
            {
                return ([.. found.Values], null);
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
