using Bridge.Incidents;
using Bridge.Observability;
using Bridge.States;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation.Jobs;

/// <summary>
/// Lists the incidents that changed since the last time, and those that are open, and makes due what no webhook told of. The loops deliver
/// it, with the states of the list while those are fresh.
/// </summary>
/// <remarks>
/// A bridge that only polls does so far more often. One request is enough for a turn then: what is open is listed every
/// <see cref="ResyncWindow.OpenInterval"/>. And nothing is a missed webhook.
/// </remarks>
internal sealed partial class Resync(
    IDeliveryQueue queue,
    IWorkReader work,
    ILedger ledger,
    IMissedWebhooks missed,
    SubjectStates states,
    OpenIncidents openIncidents,
    WorkSignal signal,
    DeliverySettings settings,
    BridgeMetrics metrics,
    TimeProvider time,
    ILogger<Resync> logger) : IPeriodicWork
{
    /// <summary>When this process last listed what is open, to the end. Others do it by their own clock: none leaves it out for longer.</summary>
    private DateTimeOffset? _openListedAt;

    public JobName Job => new(PeriodicJob.Resync);

    public TimeSpan Interval => settings.ResyncInterval;

    public async Task<JobResult> RunAsync(DateTimeOffset? watermark, CancellationToken cancellationToken)
    {
        var start = time.GetUtcNow();
        var withOpen = settings.Webhooks || ResyncWindow.IsOpenDue(_openListedAt, start, Interval);

        // What was noted before webhooks were turned off is forgotten, too.
        var count = await missed.CountMissedAsync(start - ResyncWindow.Grace, cancellationToken);
        metrics.WebhooksMissed(settings.Webhooks ? count : 0);

        if (await queue.AdmitAsync(start - ResyncWindow.FirstReach, start, cancellationToken) is > 0 and var admitted)
        {
            Log.Admitted(logger, admitted);
            signal.Wake();
        }

        var reached = ResyncWindow.Advance(watermark, [], start);
        var seen = new HashSet<SubjectId>();
        var open = new List<Incident>();
        var found = 0;
        foreach (var query in ResyncWindow.Queries(watermark, start, withOpen))
        {
            await foreach (var (page, failure) in states.WalkAsync(query, cancellationToken))
            {
                if (page is null)
                {
                    return new JobResult.Failed(failure!);
                }

                seen.UnionWith(page.States.Select(state => state.Id));
                open.AddRange(query == ResyncWindow.Open ? page.States.Select(state => state.Incident).OfType<Incident>() : []);
                found += await MarkNewsAsync(page.States, query, watermark, start, cancellationToken);
                reached = ResyncWindow.Advance(reached, page.States.Select(state => state.Incident).OfType<Incident>(), start);
            }
        }

        if (withOpen)
        {
            _openListedAt = start;
            openIncidents.Listed(open, start);
            found += await MarkVanishedAsync(seen, start, cancellationToken);
        }

        Log.Done(logger, seen.Count, found);
        return new JobResult.Done(reached);
    }

    private async Task<int> MarkNewsAsync(
        IReadOnlyList<SubjectState> listed, IncidentQuery query, DateTimeOffset? watermark, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var since = ResyncWindow.Since(watermark, start);
        var recent = listed.Where(state => query.UpdatedSince is null || state.Incident!.UpdatedAt >= since).ToList();
        var known = await work.ReadDeliveriesAsync([.. recent.Select(state => state.Id)], cancellationToken);
        List<DeliveryKey> news =
        [
            .. from state in recent
               from grafana in settings.Grafanas
               let key = new DeliveryKey(state.Id, grafana)
               where ResyncWindow.IsNews(state.Incident!, known[state.Id].FirstOrDefault(delivery => delivery.Key == key), start)
               select key,
        ];

        // A state that is as old as the page is news enough.
        var changes = recent.ToDictionary(
            state => state.Id, state => settings.Webhooks ? SinceUnannounced(state.Incident!, known[state.Id], watermark, start) : null);
        foreach (var group in news.ToLookup(key => changes[key.Subject]))
        {
            await MarkDueAsync([.. group], listed[0].AskedAt.AddMilliseconds(-1), unannouncedSince: group.Key, cancellationToken);
        }

        return news.Count;
    }

    /// <summary>
    /// On the first run nothing was missed: nobody was there to take it. What a webhook told of was not missed either. A webhook about a change
    /// that is hardly old may still come.
    /// </summary>
    private static DateTimeOffset? SinceUnannounced(
        Incident incident, IEnumerable<Delivery> deliveries, DateTimeOffset? watermark, DateTimeOffset start) =>
        watermark is null || ResyncWindow.WasAnnounced(incident, deliveries.Max(delivery => delivery.LastWebhookAt)) ? null
        : incident.UpdatedAt < start - ResyncWindow.Grace ? start - ResyncWindow.Grace
        : start;

    /// <summary>
    /// What is shown as open and stands on no list of what is open may have turned private, and its webhook been lost: it is read by itself.
    /// What failed waits for its retry.
    /// </summary>
    private async Task<int> MarkVanishedAsync(HashSet<SubjectId> seen, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var open = (await ledger.ReadOpenAsync(cancellationToken)).Where(key => key.Subject.Kind == SubjectKind.Incident && !seen.Contains(key.Subject)).ToList();
        var known = await work.ReadDeliveriesAsync([.. open.Select(key => key.Subject)], cancellationToken);
        List<DeliveryKey> vanished =
        [
            .. known.SelectMany(deliveries => deliveries)
                .Where(delivery => open.Contains(delivery.Key) && ResyncWindow.IsIdle(delivery, start))
                .Select(delivery => delivery.Key),
        ];
        await MarkDueAsync(vanished, start, unannouncedSince: null, cancellationToken);
        return vanished.Count;
    }

    private async Task MarkDueAsync(
        List<DeliveryKey> keys, DateTimeOffset eventAt, DateTimeOffset? unannouncedSince, CancellationToken cancellationToken)
    {
        if (keys.Count > 0)
        {
            await queue.MarkDueAsync(keys, eventAt, unannouncedSince, time.GetUtcNow(), cancellationToken);
            signal.Wake();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.ResyncDone, LogLevel.Debug, "Resync listed {Incidents} incidents; {Deliveries} deliveries were made due.")]
        public static partial void Done(ILogger logger, int incidents, int deliveries);

        [LoggerMessage(EventIds.DeliveriesAdmitted, LogLevel.Information, "{Deliveries} deliveries were added for Grafanas that are new in the settings, or taken over from an older version of the bridge.")]
        public static partial void Admitted(ILogger logger, int deliveries);
    }
}
