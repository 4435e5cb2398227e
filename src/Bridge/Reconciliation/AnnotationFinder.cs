using Bridge.Annotations;
using Bridge.Observability;
using Bridge.Reconciliation.Backlog;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>
/// Finds an incident's annotations in Grafana by their tags, whatever the ledger says: a create in doubt has no id yet, doubles have others,
/// and after the loss of a database the ledger is empty and Grafana is not.
/// </summary>
internal sealed partial class AnnotationFinder(
    ILedger ledger,
    IEnumerable<IAnnotationTarget> targets,
    DeliverySettings settings,
    BridgeMetrics metrics,
    TimeProvider time,
    ILogger<AnnotationFinder> logger)
{
    private readonly Dictionary<string, IAnnotationTarget> _targets = targets.ToDictionary(target => target.Name);

    /// <summary>
    /// Takes what Grafana already has of an incident into the ledger, before the incident is shown there for the first time: an annotation
    /// that is due no more would stay for ever, as would the words of an incident that turned private.
    /// </summary>
    /// <param name="claim">The delivery.</param>
    /// <param name="known">What the ledger has of it.</param>
    /// <param name="search">A search that was made for several incidents. Not for one with an attempt in the ledger: what came of that one has to be seen now.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LeaseLostException">Another worker has the delivery.</exception>
    public async Task<LedgerView> DiscoverAsync(
        Claim claim, IReadOnlyList<LedgerEntry> known, SharedSearch? search, CancellationToken cancellationToken)
    {
        var shared = known.Count == 0 ? search?.Of(claim.Incident) : null;
        var result = shared ?? await _targets[claim.Grafana].FindAsync(claim.Incident, cancellationToken);
        if (result is FindResult.Failed { Failure: var failure })
        {
            return new LedgerView(known, Failure: failure with { Detail = $"search in Grafana {claim.Grafana}: {failure.Detail}" });
        }

        var entries = known.ToDictionary(entry => entry.Key);
        foreach (var entry in EntriesOf(claim, ((FindResult.Found)result).Annotations))
        {
            if (Merge(entries.GetValueOrDefault(entry.Key), entry) is { } news)
            {
                await SaveAsync(claim, news, cancellationToken);
                entries[news.Key] = news;
            }
        }

        return new LedgerView([.. entries.Values], IsSearched: true);
    }

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

    /// <summary>Deletes one annotation; one that is gone already is as good.</summary>
    public async Task<UpstreamFailure?> RemoveAsync(IAnnotationTarget target, AnnotationId id, CancellationToken cancellationToken)
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

    /// <summary>
    /// What is new to the ledger: an annotation that it does not have, or the one that an earlier create of unknown fate made after all. A
    /// second one may still arrive, so the look for it stays.
    /// </summary>
    private static LedgerEntry? Merge(LedgerEntry? known, LedgerEntry found) => known switch
    {
        null => found,
        { AnnotationId: null } => found with { ConfirmAt = found.ConfirmAt ?? known.ConfirmAt, LastFailure = known.LastFailure },
        _ => null,
    };

    /// <summary>One entry for each identity: of several annotations the oldest, with a look for the others.</summary>
    private IEnumerable<LedgerEntry> EntriesOf(Claim claim, IReadOnlyList<FoundAnnotation> annotations) =>
        from annotation in annotations
        let key = KeyOf(claim, annotation)
        where key is not null
        group annotation by key into same
        let oldest = same.First()
        select new LedgerEntry(
            same.Key,
            oldest.Id.Value,
            oldest.Fingerprint(),
            AnnotationTags.StatusOf(oldest.Tags),
            oldest.Start,
            oldest.End,
            ConfirmAt: same.Skip(1).Any() ? time.GetUtcNow() : null);

    /// <summary>Null for an annotation of a route that is not ours: another bridge may write to the same Grafana.</summary>
    private LedgerKey? KeyOf(Claim claim, FoundAnnotation annotation) =>
        AnnotationTags.OwnerOf(annotation.Tags) is { Route: var route }
        && settings.Routes.Any(ours => ours.Name == route)
        && AnnotationTags.TryReadPlace(annotation.Tags, out var part, out var dashboard)
            ? new LedgerKey(claim.Incident, route, claim.Grafana, part, dashboard)
            : null;

    private async Task SaveAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken)
    {
        if (!await ledger.SaveLedgerAsync(claim, entry, cancellationToken))
        {
            throw new LeaseLostException();
        }

        Log.AnnotationDiscovered(logger, claim.Incident.Value, claim.Grafana, entry.AnnotationId!.Value);
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

        [LoggerMessage(
            EventIds.AnnotationDiscovered,
            LogLevel.Information,
            "Incident {IncidentId} is new to the bridge and was annotated in Grafana {Grafana} already, as {AnnotationId}.")]
        public static partial void AnnotationDiscovered(ILogger logger, string incidentId, string grafana, long annotationId);
    }
}
