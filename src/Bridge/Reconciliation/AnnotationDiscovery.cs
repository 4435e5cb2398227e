using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Observability;
using Bridge.Reconciliation.Backlog;
using Bridge.Settings;
using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Reconciliation;

/// <summary>
/// Takes what Grafana already has of an incident into the ledger, before the incident is reconciled for the first time. After the loss of a
/// database the ledger is empty and Grafana is not: an annotation that is due no more would stay for ever, as would the words of an
/// incident that turned private.
/// </summary>
internal sealed partial class AnnotationDiscovery(
    IBridgeStore store,
    IEnumerable<IAnnotationTarget> targets,
    BridgeSettings settings,
    TimeProvider time,
    ILogger<AnnotationDiscovery> logger)
{
    /// <param name="claim">The incident.</param>
    /// <param name="ledger">What is known of it.</param>
    /// <param name="search">A search that was made for several incidents. Not for one with an attempt in the ledger: what came of that one has to be seen now.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LeaseLostException">Another worker has the incident.</exception>
    public async Task<DiscoveredLedger> DiscoverAsync(
        Claim claim, IReadOnlyList<LedgerEntry> ledger, SharedSearch? search, CancellationToken cancellationToken)
    {
        var shared = ledger.Count == 0 ? search : null;
        var entries = ledger.ToDictionary(entry => entry.Key);
        var asked = new HashSet<string>();
        var failures = new Dictionary<string, UpstreamFailure>();
        foreach (var target in targets)
        {
            switch (shared?.In(target.Name, claim.Incident) ?? await target.FindAsync(claim.Incident, cancellationToken))
            {
                case FindResult.Failed { Failure: var failure }:
                    failures.Add(target.Name, failure with { Detail = $"search in Grafana {target.Name}: {failure.Detail}" });
                    break;
                case FindResult.Found { Annotations: var annotations }:
                    asked.Add(target.Name);
                    foreach (var entry in EntriesOf(claim, target.Name, annotations))
                    {
                        if (Merge(entries.GetValueOrDefault(entry.Key), entry) is { } news)
                        {
                            await SaveAsync(claim, news, cancellationToken);
                            entries[news.Key] = news;
                        }
                    }

                    break;
            }
        }

        return new DiscoveredLedger([.. entries.Values], asked, failures);
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
    private IEnumerable<LedgerEntry> EntriesOf(Claim claim, string grafana, IReadOnlyList<FoundAnnotation> annotations) =>
        from annotation in annotations
        let key = KeyOf(claim, grafana, annotation)
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
    private LedgerKey? KeyOf(Claim claim, string grafana, FoundAnnotation annotation) =>
        AnnotationTags.OwnerOf(annotation.Tags) is { Route: var route }
        && settings.Routes.Any(ours => ours.Name == route)
        && AnnotationTags.TryReadPlace(annotation.Tags, out var part, out var dashboard)
            ? new LedgerKey(claim.Incident, route, grafana, part, dashboard)
            : null;

    private async Task SaveAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken)
    {
        if (!await store.SaveLedgerAsync(claim, entry, cancellationToken))
        {
            throw new LeaseLostException();
        }

        Log.AnnotationDiscovered(logger, claim.Incident.Value, entry.Key.Grafana, entry.AnnotationId!.Value);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.AnnotationDiscovered,
            LogLevel.Information,
            "Incident {IncidentId} is new to the bridge and was annotated in Grafana {Grafana} already, as {AnnotationId}.")]
        public static partial void AnnotationDiscovered(ILogger logger, string incidentId, string grafana, long annotationId);
    }
}
