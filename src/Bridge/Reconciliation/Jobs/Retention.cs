using Bridge.Observability;
using Bridge.States;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation.Jobs;

/// <summary>
/// Takes away from one Grafana what ended longer ago than annotations are kept. It only finds the incidents; each is brought to its state as
/// after any event, of which such annotations are no part, so that nothing puts back what went. An annotation of an incident that neither the
/// store nor incident.io knows is left alone: nothing proves that it is this bridge's.
/// </summary>
internal sealed partial class Retention(
    IAnnotationTarget target,
    IDeliveryQueue queue,
    IWorkReader work,
    SubjectStates states,
    DeliveryWork deliveries,
    DeliverySettings settings,
    BridgeMetrics metrics,
    TimeProvider time,
    ILogger<Retention> logger) : IPeriodicWork
{
    /// <summary>Incidents that one run looks at: each costs a request to incident.io, and a Grafana may be full of another bridge's annotations.</summary>
    private const int MaxIncidents = 500;

    /// <summary>Grafana ignores a range that begins at 0.</summary>
    private static readonly DateTimeOffset Beginning = DateTimeOffset.FromUnixTimeMilliseconds(1);

    /// <summary>The last incident that was looked at. After a restart it begins anew.</summary>
    private SubjectId? _last;

    public JobName Job => new(PeriodicJob.Retention, target.Name);

    /// <summary>Also without a limit, which may be set while the bridge runs; then a run does nothing.</summary>
    public TimeSpan Interval => TimeSpan.FromHours(1);

    public async Task<JobResult> RunAsync(DateTimeOffset? watermark, CancellationToken cancellationToken)
    {
        var start = time.GetUtcNow();
        var keepFor = settings.Annotations.KeepFor;
        if (keepFor == TimeSpan.Zero)
        {
            return new JobResult.Done(start);
        }

        var before = start - keepFor;
        var list = await target.ListAsync(Beginning, before, cancellationToken);
        if (list is not FindResult.Found { Annotations: var found })
        {
            var failure = ((FindResult.Failed)list).Failure;
            return new JobResult.Failed(failure with { Detail = $"list of Grafana {target.Name}: {failure.Detail}" });
        }

        var past = RetentionPlan.Of(found, settings.Routes, before);
        var turn = DriftPlan.Turn(past.Keys, _last, MaxIncidents);
        var known = await work.ReadDeliveriesAsync(turn, cancellationToken);
        var (removed, failed) = (0, (UpstreamFailure?)null);
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Reconciliation.MaxConcurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(turn, options, async (incident, token) =>
        {
            if (failed is not null)
            {
                // incident.io would not say more of the others.
                return;
            }

            var isKnown = known[incident].Any(delivery => delivery.WasWorkedOnIn(target.Name));
            var (count, failure) = await RemoveAsync(incident, past[incident], isKnown, token);
            Interlocked.Add(ref removed, count);
            if (failure is not null)
            {
                failed = failure;
            }
        });
        _last = turn.Count > 0 ? turn[^1] : _last;
        if (removed > 0)
        {
            metrics.RetentionRemoved(removed);
            Log.Done(logger, removed, target.Name, keepFor);
        }

        return failed is null ? new JobResult.Done(start) : new JobResult.Failed(failed);
    }

    /// <returns>How many annotations were taken away; and why incident.io did not say how the incident stands.</returns>
    private async Task<(int Removed, UpstreamFailure? Failure)> RemoveAsync(
        SubjectId incident, SearchTimes times, bool isKnown, CancellationToken cancellationToken)
    {
        var (state, failure) = await states.GetAsync(incident, notBefore: null, cancellationToken);
        if (state is null || (state.Subject is null && !isKnown))
        {
            return (0, failure is null ? null : failure with { Detail = $"incident.io: {failure.Detail}" });
        }

        var now = time.GetUtcNow();
        if (await queue.TryClaimAsync(
            new DeliveryKey(incident, target.Name), state.AskedAt, now, now + DeliveryTimes.OfBridge.Lease, cancellationToken) is not { } claim)
        {
            // Somebody works on it, or has news of it.
            return (0, null);
        }

        // What has begun is finished: it has its own time-out, and the host waits for it.
        var result = await deliveries.RunAsync(claim, state, new LookOrder(times, Always: true), CancellationToken.None);
        var isDone = result.Outcome is WorkOutcome.Succeeded || (state.Subject is null && result.Outcome?.FailedFor == FailureReason.NotFound);
        return (isDone ? result.Steps.Count(step => step is ReconciliationStep.Delete) : 0, null);
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.RetentionDone, LogLevel.Information, "Deleted {Count} annotations from Grafana {Grafana} that ended longer ago than Annotations:KeepFor ({KeepFor}).")]
        public static partial void Done(ILogger logger, int count, string grafana, TimeSpan keepFor);
    }
}
