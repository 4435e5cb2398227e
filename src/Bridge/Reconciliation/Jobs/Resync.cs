using System.Collections.Concurrent;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Settings;
using Bridge.Store;

namespace Bridge.Reconciliation.Jobs;

/// <summary>
/// Lists the incidents that changed since the last time and brings Grafana to the state of those that no webhook told of. The list
/// has whole incidents, so none is fetched by itself.
/// </summary>
internal sealed partial class Resync(
    IBridgeStore store,
    IncidentClient incidents,
    ClaimedWork claimedWork,
    BridgeSettings settings,
    BridgeMetrics metrics,
    TimeProvider time,
    ILogger<Resync> logger) : IPeriodicWork
{
    public PeriodicJob Job => PeriodicJob.Resync;

    public TimeSpan Interval => settings.IncidentIo.ResyncInterval;

    public async Task<JobResult> RunAsync(DateTimeOffset? watermark, Func<Task<bool>> keep, CancellationToken cancellationToken)
    {
        var start = time.GetUtcNow();
        metrics.WebhooksMissed(await store.CountMissedAsync(start - ResyncWindow.Grace, cancellationToken));
        var reached = ResyncWindow.Advance(watermark, [], start);
        var (pages, found) = (0, 0);
        foreach (var query in ResyncWindow.Queries(watermark, start))
        {
            string? cursor = null;
            do
            {
                var (page, failure) = await incidents.ListAsync(query, cursor, cancellationToken);
                if (page is null)
                {
                    return new JobResult.Failed(failure!);
                }

                found += await ReconcileAsync(page.Incidents, query, watermark, start, cancellationToken);
                reached = ResyncWindow.Advance(reached, page.Incidents, start);
                cursor = page.Next;
                pages++;
                if (!await keep())
                {
                    return new JobResult.Lost();
                }
            }
            while (cursor is not null);
        }

        Log.Done(logger, pages, found);
        return new JobResult.Done(reached);
    }

    private async Task<int> ReconcileAsync(
        IReadOnlyList<Incident> listed, IncidentQuery query, DateTimeOffset? watermark, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var since = ResyncWindow.Since(watermark, start);
        var recent = listed.Where(incident => query.UpdatedSince is null || incident.UpdatedAt >= since).ToList();
        var work = await store.ReadWorkAsync([.. recent.Select(incident => incident.Id)], cancellationToken);
        var news = recent.Where(incident => ResyncWindow.IsNews(incident, work.GetValueOrDefault(incident.Id), start)).ToList();
        var found = new ConcurrentBag<Incident>();
        await Parallel.ForEachAsync(
            news,
            new ParallelOptions { MaxDegreeOfParallelism = settings.Reconciliation.MaxConcurrency, CancellationToken = cancellationToken },
            async (incident, token) =>
            {
                if (await ChangedAsync(incident, token))
                {
                    found.Add(incident);
                }
            });

        // On the first run nothing was missed: nobody was there to take it.
        if (watermark is not null && !found.IsEmpty)
        {
            await NoteMissedAsync([.. found], cancellationToken);
        }

        return found.Count;
    }

    private async Task<bool> ChangedAsync(Incident incident, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var claim = await store.TryClaimAsync(incident.Id, incident.UpdatedAt, now, now + ClaimedWork.LeaseDuration, cancellationToken);

        // What has begun is finished: it has its own time-out, and the host waits for it.
        return claim is not null && (await claimedWork.RunAsync(claim, incident, CancellationToken.None)).Steps.Count > 0;
    }

    /// <summary>A webhook that came while Grafana was written to is not missed, so what came is read once more.</summary>
    private async Task NoteMissedAsync(IReadOnlyList<Incident> found, CancellationToken cancellationToken)
    {
        var work = await store.ReadWorkAsync([.. found.Select(incident => incident.Id)], cancellationToken);
        foreach (var incident in found.Where(incident => !ResyncWindow.WasAnnounced(incident, work.GetValueOrDefault(incident.Id))))
        {
            await NoteMissedAsync(incident, cancellationToken);
        }
    }

    /// <summary>A webhook about a change that is hardly old may still come; the next run counts it if it did not.</summary>
    private async Task NoteMissedAsync(Incident incident, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        Log.Missed(logger, incident.Id.Value);
        if (now - incident.UpdatedAt > ResyncWindow.Grace)
        {
            metrics.WebhooksMissed(1);
        }
        else
        {
            await store.NoteUnannouncedAsync(incident.Id, now, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.MissedWebhook, LogLevel.Information, "Incident {IncidentId} changed, and no webhook has told of it; resync found it.")]
        public static partial void Missed(ILogger logger, string incidentId);

        [LoggerMessage(EventIds.ResyncDone, LogLevel.Debug, "Resync read {Pages} pages and brought {Incidents} incidents up to date.")]
        public static partial void Done(ILogger logger, int pages, int incidents);
    }
}
