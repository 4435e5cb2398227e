using Bridge.Grafana;
using Bridge.Settings;
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
        var (annotations, failure) = await AnnotationListing.ReadAsync(target, Beginning, before, cancellationToken);
        return (
            [.. annotations.Select(annotation => PruneCandidate.Of(annotation, settings.Routes, before)).OfType<PruneCandidate>()], failure);
    }
}
