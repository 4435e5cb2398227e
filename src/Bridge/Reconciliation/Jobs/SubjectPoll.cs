using Bridge.Observability;
using Bridge.States;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation.Jobs;

/// <summary>
/// Lists the subjects of a kind as often as incidents are, and makes due what changed and what is on no list any more. The loops deliver it, with
/// the states of the list while those are fresh.
/// </summary>
internal sealed partial class SubjectPoll(
    ISubjectListing listing,
    IDeliveryQueue queue,
    IWorkReader work,
    ILedger ledger,
    SubjectStates states,
    WorkSignal signal,
    DeliverySettings settings,
    TimeProvider time,
    ILogger<SubjectPoll> logger) : IPeriodicWork
{
    public JobName Job => new(PeriodicJob.Poll, SubjectKinds.NameOf(listing.Kind));

    public TimeSpan Interval => settings.ResyncInterval;

    public async Task<JobResult> RunAsync(DateTimeOffset? watermark, CancellationToken cancellationToken)
    {
        var start = time.GetUtcNow();
        var seen = new HashSet<SubjectId>();
        var found = 0;
        var since = ResyncWindow.Since(watermark, start);
        await foreach (var (listed, left, failure) in states.WalkAsync(listing, since, cancellationToken))
        {
            if (failure is not null)
            {
                return new JobResult.Failed(failure is { Reason: FailureReason.Auth } && listing.Scope is { } scope
                    ? failure with { Detail = $"{failure.Detail}; the list needs a key with {scope}" }
                    : failure);
            }

            seen.UnionWith(listed.Select(state => state.Id).Concat(left));

            // A page has more than was asked for.
            var recent = listed.Where(state => state.Subject!.GoesOn || state.Subject.Times.Max() >= since).ToList();
            var known = await work.ReadDeliveriesAsync([.. recent.Select(state => state.Id)], cancellationToken);
            found += await MarkDueAsync(
                [
                    .. from state in recent
                       from grafana in settings.Grafanas
                       let key = new DeliveryKey(state.Id, grafana)
                       where ResyncWindow.IsNews(state.Subject!, known[state.Id].FirstOrDefault(delivery => delivery.Key == key), start)
                       select key,
                ],
                listed.Count > 0 ? listed[0].AskedAt.AddMilliseconds(-1) : start,
                cancellationToken);
        }

        found += await MarkVanishedAsync(seen, start, cancellationToken);
        Log.Done(logger, SubjectKinds.NameOf(listing.Kind), seen.Count, found);
        return new JobResult.Done(start);
    }

    /// <summary>What is shown as going on and is on no list is read by itself. What failed waits for its retry.</summary>
    private async Task<int> MarkVanishedAsync(HashSet<SubjectId> seen, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var open = (await ledger.ReadOpenAsync(cancellationToken)).Where(key => key.Subject.Kind == listing.Kind && !seen.Contains(key.Subject)).ToList();
        var known = await work.ReadDeliveriesAsync([.. open.Select(key => key.Subject)], cancellationToken);
        return await MarkDueAsync(
            [
                .. known.SelectMany(deliveries => deliveries)
                    .Where(delivery => open.Contains(delivery.Key) && ResyncWindow.IsIdle(delivery, start))
                    .Select(delivery => delivery.Key),
            ],
            start,
            cancellationToken);
    }

    private async Task<int> MarkDueAsync(List<DeliveryKey> keys, DateTimeOffset eventAt, CancellationToken cancellationToken)
    {
        if (keys.Count > 0)
        {
            await queue.MarkDueAsync(keys, eventAt, unannouncedSince: null, time.GetUtcNow(), cancellationToken);
            signal.Wake();
        }

        return keys.Count;
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.PollDone, LogLevel.Debug, "Listed {Subjects} of the kind {Kind}; {Deliveries} deliveries were made due.")]
        public static partial void Done(ILogger logger, string kind, int subjects, int deliveries);
    }
}
