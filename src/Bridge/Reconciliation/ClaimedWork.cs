using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation.Backlog;
using Bridge.Settings;
using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Reconciliation;

/// <summary>Works on a claim within its time, and sees to it that a claim is ended however the work goes.</summary>
internal sealed partial class ClaimedWork(
    IBridgeStore store,
    IncidentReconciler reconciler,
    BridgeSettings settings,
    BridgeMetrics metrics,
    TimeProvider time,
    ILogger<ClaimedWork> logger)
{
    /// <summary>How long one incident may take, all requests together.</summary>
    internal static readonly TimeSpan WorkTimeout = TimeSpan.FromSeconds(90);

    /// <summary>Longer than the work may take, so that a lease that ran out means a worker that is gone.</summary>
    internal static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(2);

    /// <summary>How long one incident may take here.</summary>
    public TimeSpan Timeout { get; init; } = WorkTimeout;

    /// <summary>Fetches the incident and brings Grafana to its state.</summary>
    /// <param name="claim">The incident, leased for longer than the work may take.</param>
    /// <param name="abandon">Ends the work and leaves the claim to run out.</param>
    /// <exception cref="OperationCanceledException"><paramref name="abandon"/> was set.</exception>
    public Task<ReconciliationResult> RunAsync(Claim claim, CancellationToken abandon) =>
        RunAsync(claim, token => reconciler.ReconcileAsync(claim, token), abandon);

    /// <summary>The same with a state that the caller has, and that the claim was made for.</summary>
    /// <inheritdoc cref="RunAsync(Claim, CancellationToken)"/>
    public Task<ReconciliationResult> RunAsync(Claim claim, Incident incident, CancellationToken abandon) =>
        RunAsync(claim, incident, search: null, abandon);

    /// <summary>The same with a search of Grafana that the caller has, too.</summary>
    /// <inheritdoc cref="RunAsync(Claim, CancellationToken)"/>
    public Task<ReconciliationResult> RunAsync(Claim claim, Incident incident, SharedSearch? search, CancellationToken abandon) =>
        RunAsync(claim, token => reconciler.ReconcileAsync(claim, incident, search, token), abandon);

    private async Task<ReconciliationResult> RunAsync(
        Claim claim, Func<CancellationToken, Task<ReconciliationResult>> work, CancellationToken abandon)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, abandon);
        try
        {
            return await work(either.Token);
        }
        catch (Exception exception) when (!abandon.IsCancellationRequested || exception is not OperationCanceledException)
        {
            return await GiveBackAsync(claim, exception);
        }
    }

    /// <summary>
    /// A fault of ours must not lose the incident: it is kept as a dead letter, or retried if only time ran out or the store was away.
    /// </summary>
    private async Task<ReconciliationResult> GiveBackAsync(Claim claim, Exception exception)
    {
        Log.ReconciliationCrashed(logger, exception, claim.Incident.Value);
        var failure = exception is StoreException
            ? new UpstreamFailure(FailureReason.Store, "the store failed")
            : UpstreamFailures.From(exception);
        var outcome = RetrySchedule.After(failure, claim.Attempts, time.GetUtcNow(), jitter: 0.5);
        try
        {
            var ended = await store.CompleteAsync(
                claim, outcome, time.GetUtcNow(), settings.Reconciliation.MinInterval, CancellationToken.None);
            if (ended && outcome is WorkOutcome.DeadLetter dead && claim.Becomes(dead))
            {
                logger.DeadLettered(claim.Incident.Value, Labels.Of(dead.Reason), failure.Detail, dead.NextAt);
                metrics.DeadLettered(dead.Reason);
            }
        }
        catch (StoreException storeException)
        {
            // The lease runs out by itself.
            Log.ClaimNotEnded(logger, storeException, claim.Incident.Value);
        }

        return new ReconciliationResult(outcome, []);
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.ReconciliationCrashed, LogLevel.Error, "Work on incident {IncidentId} ended in an exception.")]
        public static partial void ReconciliationCrashed(ILogger logger, Exception exception, string incidentId);

        [LoggerMessage(EventIds.ClaimNotEnded, LogLevel.Error, "The store could not note how the work on incident {IncidentId} ended; it is taken up again when the lease runs out.")]
        public static partial void ClaimNotEnded(ILogger logger, Exception exception, string incidentId);
    }
}
