using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Observability;
using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Reconciliation;

/// <summary>
/// Finds an incident's annotations in Grafana by their tags, whatever the ledger says: a create in doubt has no id yet, and doubles have
/// others.
/// </summary>
internal sealed partial class AnnotationFinder(BridgeMetrics metrics, ILogger<AnnotationFinder> logger)
{
    public async Task<(IReadOnlyList<FoundAnnotation> Found, UpstreamFailure? Failure)> FindAsync(
        IAnnotationTarget target, LedgerKey key, DeliveryKind kind, CancellationToken cancellationToken)
    {
        var identity = AnnotationTags.Identity(key.Incident, key.Route, key.Part, key.Dashboard);
        return await target.FindAsync(identity, cancellationToken) switch
        {
            FindResult.Found found => (found.Annotations, null),
            FindResult.Failed failed => ([], metrics.DeliveryFailed(target, kind, failed.Failure)),
            var other => throw new InvalidOperationException($"No rule for {other.GetType().Name}."),
        };
    }

    /// <summary>Finds the one annotation that counts: of several it keeps the oldest and deletes the others.</summary>
    /// <param name="target">Where to look.</param>
    /// <param name="key">Which annotation.</param>
    /// <param name="knownId">The id that the ledger has for it; another one is an adoption, and logged.</param>
    /// <param name="kind">What the search is for.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<(FoundAnnotation? Adopted, UpstreamFailure? Failure)> AdoptAsync(
        IAnnotationTarget target, LedgerKey key, long? knownId, DeliveryKind kind, CancellationToken cancellationToken)
    {
        var (found, failure) = await FindAsync(target, key, kind, cancellationToken);
        foreach (var duplicate in found.Skip(1))
        {
            if (await RemoveAsync(target, duplicate.Id, cancellationToken) is { } notRemoved)
            {
                return (null, notRemoved);
            }

            Log.DuplicateRemoved(logger, key.Incident.Value, target.Name, duplicate.Id.Value);
        }

        if (found.Count == 0)
        {
            return (null, failure);
        }

        if (found[0].Id.Value != knownId)
        {
            Log.AnnotationAdopted(logger, key.Incident.Value, target.Name, found[0].Id.Value);
        }

        return (found[0], null);
    }

    /// <summary>Deletes the annotation, and its doubles if there are any.</summary>
    public async Task<UpstreamFailure?> RemoveAllAsync(IAnnotationTarget target, LedgerKey key, CancellationToken cancellationToken)
    {
        var (found, failure) = await FindAsync(target, key, DeliveryKind.Delete, cancellationToken);
        foreach (var annotation in found)
        {
            if (await RemoveAsync(target, annotation.Id, cancellationToken) is { } notRemoved)
            {
                return notRemoved;
            }

            Log.AnnotationDeleted(logger, key.Incident.Value, target.Name, annotation.Id.Value);
        }

        return failure;
    }

    private async Task<UpstreamFailure?> RemoveAsync(IAnnotationTarget target, AnnotationId id, CancellationToken cancellationToken)
    {
        switch (await target.DeleteAsync(id, cancellationToken))
        {
            case TargetResult.Failed failed:
                return metrics.DeliveryFailed(target, DeliveryKind.Delete, failed.Failure);
            case TargetResult.Refused refused:
                return metrics.DeliveryFailed(target, DeliveryKind.Delete, refused.Failure);
            default:
                metrics.Delivered(target.Name, DeliveryKind.Delete);
                return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.AnnotationDeleted, LogLevel.Information, "Annotation {AnnotationId} of incident {IncidentId} is taken away from Grafana {Grafana}.")]
        public static partial void AnnotationDeleted(ILogger logger, string incidentId, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.AnnotationAdopted,
            LogLevel.Information,
            "Incident {IncidentId} was annotated in Grafana {Grafana} already, as {AnnotationId}; that annotation is kept.")]
        public static partial void AnnotationAdopted(ILogger logger, string incidentId, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.DuplicateRemoved, LogLevel.Warning, "Incident {IncidentId} had a second annotation in Grafana {Grafana}, {AnnotationId}; it is deleted.")]
        public static partial void DuplicateRemoved(ILogger logger, string incidentId, string grafana, long annotationId);
    }
}
