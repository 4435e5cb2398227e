using Bridge.Commands.Output;
using Bridge.Reconciliation;
using Bridge.Upstreams;

namespace Bridge.Commands.Prune;

/// <summary>Finds the annotations of one Grafana that may go.</summary>
internal sealed class PruneSearch(BridgeSettings settings, TimeProvider time)
{
    /// <summary>Grafana ignores a range that begins at 0.</summary>
    private static readonly DateTimeOffset Beginning = DateTimeOffset.FromUnixTimeMilliseconds(1);

    /// <summary>What an open region's end lies ahead of now, and more.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    /// <returns>In the order in which they ended.</returns>
    public async Task<(IReadOnlyList<PruneCandidate> Found, UpstreamFailure? Failure)> FindAsync(
        IAnnotationTarget target, PruneScope scope, CancellationToken cancellationToken)
    {
        var list = await target.ListAsync(Beginning, scope.Before ?? time.GetUtcNow() + Ahead, cancellationToken);
        return list is FindResult.Found { Annotations: var annotations }
            ? ([.. annotations.Select(Candidate).OfType<PruneCandidate>().OrderBy(one => one.Annotation.End).ThenBy(one => one.Annotation.Id.Value)], null)
            : ([], ((FindResult.Failed)list).Failure);

        PruneCandidate? Candidate(FoundAnnotation annotation) => scope.FormerRoute is { } route
            ? PruneCandidate.OfFormer(annotation, route, scope.Before)
            : PruneCandidate.Of(annotation, settings.Routes, scope.Before!.Value);
    }
}

/// <summary>Which annotations are to go. One of the two is there.</summary>
/// <param name="FormerRoute">Those of a route that the settings do not have; none for those of all routes that they have.</param>
/// <param name="Before">Those that ended before; none for whenever.</param>
internal sealed record PruneScope(string? FormerRoute, DateTimeOffset? Before)
{
    public override string ToString() => (FormerRoute, Before) switch
    {
        ({ } route, null) => $"of route {route}",
        ({ } route, { } before) => $"of route {route} that ended before {CommandText.Of(before)}",
        (_, { } before) => $"that ended before {CommandText.Of(before)}",
        _ => throw new InvalidOperationException("Nothing says which."),
    };
}
