using Bridge.Annotations;
using Bridge.Observability;
using Bridge.States;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation.Jobs;

/// <summary>
/// Compares what one Grafana has with the ledger, and puts right what somebody deleted, changed, doubled, or brought back by a restore.
/// Annotations by our routes of incidents that the store does not know, as after the loss of a database, are adopted.
/// </summary>
internal sealed partial class Drift(
    IAnnotationTarget target,
    IDeliveryQueue queue,
    ILedger store,
    IWorkReader work,
    SubjectStates states,
    DeliveryWork deliveries,
    DeliverySettings settings,
    BridgeMetrics metrics,
    TimeProvider time,
    ILogger<Drift> logger) : IPeriodicWork
{
    /// <summary>Strangers that one run looks at: each costs a request, and a Grafana may be full of another bridge's annotations.</summary>
    private const int MaxStrangers = 500;

    /// <summary>The last stranger that was asked for. After a restart it begins anew.</summary>
    private SubjectId? _lastAsked;

    public JobName Job => new(PeriodicJob.Drift, target.Name);

    public TimeSpan Interval => settings.Annotations.DriftInterval;

    public async Task<JobResult> RunAsync(DateTimeOffset? watermark, CancellationToken cancellationToken)
    {
        var start = time.GetUtcNow();
        return await LookAsync(start, cancellationToken) is { } failure ? new JobResult.Failed(failure) : new JobResult.Done(start);
    }

    private async Task<UpstreamFailure?> LookAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ledger = await store.ReadLedgerOfGrafanaAsync(target.Name, now - DriftPlan.Horizon, cancellationToken);
        var takenAway = await store.ReadTakenAwayAsync(target.Name, now - DriftPlan.Horizon, cancellationToken);
        var list = await target.ListAsync(DriftPlan.From(ledger, now), DriftPlan.To(ledger, now), cancellationToken);
        if (list is not FindResult.Found { Annotations: var found })
        {
            var failure = ((FindResult.Failed)list).Failure;
            return failure with { Detail = $"list of Grafana {target.Name}: {failure.Detail}" };
        }

        var plan = DriftPlan.Compare(target.Name, ledger, takenAway, found, settings.Routes, now);
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Reconciliation.MaxConcurrency, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(plan.Differences, options, async (pair, token) => await RepairAsync(pair.Key, pair.Value, token));

        var known = await work.ReadDeliveriesAsync([.. plan.Strangers.Keys], cancellationToken);
        var unknown = plan.Strangers.Keys.Where(incident => !known[incident].Any(delivery => delivery.WasWorkedOnIn(target.Name)));
        var asked = DriftPlan.Turn(unknown, _lastAsked, MaxStrangers);
        await Parallel.ForEachAsync(asked, options, async (incident, token) => await AdoptAsync(incident, plan.Strangers[incident], token));
        _lastAsked = asked.Count > 0 ? asked[^1] : _lastAsked;

        Log.Done(logger, target.Name, found.Count, plan.Differences.Count);
        return null;
    }

    /// <summary>
    /// Has the incident looked at and brought to its state. An entry that is not as it was compared was written in between, and is no drift;
    /// neither is what the bridge has not finished, such as a replacement in whose middle it was stopped.
    /// </summary>
    private async Task RepairAsync(SubjectId incident, DriftPlan.Differing differing, CancellationToken cancellationToken)
    {
        if (await ClaimAsync(incident, askedAt: null, cancellationToken) is not { } claim)
        {
            return;
        }

        var ledger = await store.ReadLedgerAsync(claim.Key, cancellationToken);
        var left = differing.Differences.Where(difference => difference.IsLeft(ledger)).ToList();
        List<DriftPlan.Difference> drifted = claim is { PendingSince: null, Attempts: 0, LastFailure: null } ? [.. left.Where(difference => !IsPast(difference))] : [];
        // What has begun is finished: it has its own time-out, and the host waits for it.
        var order = new LookOrder(differing.Times, Always: left.Count > 0, Routes: differing.Routes);
        var result = await deliveries.RunAsync(claim, state: null, order, CancellationToken.None);
        if (result.Steps.Count == 0)
        {
            // It came and went while Grafana was read.
            return;
        }

        foreach (var difference in drifted)
        {
            Log.Found(logger, incident, target.Name, Labels.Of(difference.Kind));
        }

        if (result.Outcome is WorkOutcome.Succeeded)
        {
            metrics.DriftRepaired(drifted.Count);
        }
    }

    /// <summary>What ended longer ago than annotations are kept is not put right, and goes for good.</summary>
    private bool IsPast(DriftPlan.Difference difference) =>
        difference.Known is { Status: AnnotationStatus.Resolved, End: var end } && AnnotationPolicy.IsPast(end, settings.Annotations, time.GetUtcNow());

    /// <summary>incident.io is asked first: an incident of another organization's bridge is none of ours, and no dead letter.</summary>
    private async Task AdoptAsync(SubjectId id, SearchTimes times, CancellationToken cancellationToken)
    {
        if (await states.GetAsync(id, notBefore: null, cancellationToken) is ({ Subject: not null } state, null)
            && await ClaimAsync(id, state.AskedAt, cancellationToken) is { } claim)
        {
            await deliveries.RunAsync(claim, state, new LookOrder(times), CancellationToken.None);
        }
    }

    private Task<Claim?> ClaimAsync(SubjectId incident, DateTimeOffset? askedAt, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return queue.TryClaimAsync(new DeliveryKey(incident, target.Name), askedAt, now, now + DeliveryTimes.OfBridge.Lease, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.DriftFound, LogLevel.Warning, "An annotation of {Subject:s} in Grafana {Grafana} is {Kind}; it is put right.")]
        public static partial void Found(ILogger logger, IFormattable subject, string grafana, string kind);

        [LoggerMessage(EventIds.DriftDone, LogLevel.Debug, "Compared {Count} annotations of Grafana {Grafana} with the ledger: {Differences} incidents differ.")]
        public static partial void Done(ILogger logger, string grafana, int count, int differences);
    }
}
