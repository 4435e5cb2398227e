using Bridge.Reconciliation;
using Bridge.Upstreams;

namespace Bridge.Commands.Prune;

/// <summary>Finds the annotations of one Grafana that may go.</summary>
internal sealed class PruneSearch(BridgeSettings settings)
{
    /// <summary>Grafana ignores a range that begins at 0.</summary>
    private static readonly DateTimeOffset Beginning = DateTimeOffset.FromUnixTimeMilliseconds(1);

    public async Task<(IReadOnlyList<PruneCandidate> Found, UpstreamFailure? Failure)> FindAsync(
        IAnnotationTarget target, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var list = await target.ListAsync(Beginning, before, cancellationToken);
        return list is FindResult.Found { Annotations: var annotations }
            ? ([.. annotations.Select(annotation => PruneCandidate.Of(annotation, settings.Routes, before)).OfType<PruneCandidate>()], null)
            : ([], ((FindResult.Failed)list).Failure);
    }
}
