using Bridge.Commands.Output;
using Bridge.Reconciliation;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Prune;

/// <summary>Finds the annotations of one Grafana that may go.</summary>
internal sealed class PruneSearch(BridgeSettings settings, TimeProvider time)
{
    /// <summary>Grafana ignores a range that begins at 0.</summary>
    private static readonly DateTimeOffset Beginning = DateTimeOffset.FromUnixTimeMilliseconds(1);

    /// <summary>Nobody plans so far ahead.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(3650);

    /// <returns>In the order in which they ended.</returns>
    public async Task<(IReadOnlyList<PruneCandidate> Found, UpstreamFailure? Failure)> FindAsync(
        IAnnotationTarget target, PruneScope scope, CancellationToken cancellationToken)
    {
        var list = await target.ListAsync(Beginning, scope.Before ?? time.GetUtcNow() + Ahead, cancellationToken);
        return list is FindResult.Found { Annotations: var annotations }
            ? ([.. annotations.Select(Candidate).OfType<PruneCandidate>().OrderBy(one => one.Annotation.End).ThenBy(one => one.Annotation.Id.Value)], null)
            : ([], ((FindResult.Failed)list).Failure);

        PruneCandidate? Candidate(FoundAnnotation annotation) => scope.FormerRoute is { } route ? PruneCandidate.OfFormer(annotation, route, scope.Before)
            : scope.FormerKind is { } kind ? PruneCandidate.OfFormer(annotation, kind, settings.Routes, scope.Before)
            : PruneCandidate.Of(annotation, settings.Routes, scope.Before!.Value);
    }
}

/// <summary>Which annotations are to go. One of the three is there.</summary>
/// <param name="FormerRoute">Those of a route that the settings do not have; none for those of all routes that they have.</param>
/// <param name="FormerKind">Those of a kind of which the settings show nothing; none for those of all kinds.</param>
/// <param name="Before">Those that ended before; none for whenever.</param>
internal sealed record PruneScope(string? FormerRoute, SubjectKind? FormerKind, DateTimeOffset? Before)
{
    /// <summary>Whether nothing brings them up to date any more, so that open ones go too.</summary>
    public bool IsFormer => FormerRoute is not null || FormerKind is not null;

    public override string ToString()
    {
        var which = FormerRoute is { } route ? $"of route {route}" : FormerKind is { } kind ? $"of kind {SubjectKinds.NameOf(kind)}" : "";
        return Before is { } before ? $"{which} that ended before {CommandText.Of(before)}".TrimStart()
            : IsFormer ? which
            : throw new InvalidOperationException("Nothing says which.");
    }
}
