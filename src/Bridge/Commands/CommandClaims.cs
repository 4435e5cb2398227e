using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Settings;
using Bridge.Store;

namespace Bridge.Commands;

/// <summary>Works on incidents as the bridge does, under leases, so that the two never work on one at once.</summary>
/// <remarks>
/// The leases are shorter than the bridge's: a command is more easily killed, and whoever comes after it waits for what it held. Work
/// that takes longer is left to the bridge. What has begun is finished, also when the command is told to stop.
/// </remarks>
internal sealed class CommandClaims(
    IBridgeStore store,
    IncidentReconciler reconciler,
    BridgeSettings settings,
    BridgeMetrics metrics,
    TimeProvider time,
    ILogger<ClaimedWork> logger)
{
    /// <summary>How long one incident may take, all requests together.</summary>
    internal static readonly TimeSpan WorkTimeout = TimeSpan.FromSeconds(25);

    /// <summary>Longer than the work may take, so that a lease that ran out means a command that is gone.</summary>
    internal static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(35);

    /// <summary>Longer than anybody's lease: how long it is worth waiting for an incident that somebody has.</summary>
    internal static readonly TimeSpan Patience = ClaimedWork.LeaseDuration + TimeSpan.FromSeconds(10);

    private readonly ClaimedWork _work = new(store, reconciler, settings, metrics, time, logger) { Timeout = WorkTimeout };

    /// <inheritdoc cref="IBridgeStore.TryClaimAsync"/>
    public Task<Claim?> TryClaimAsync(IncidentId incident, DateTimeOffset? stateAt)
    {
        var now = time.GetUtcNow();
        return store.TryClaimAsync(incident, stateAt, now, now + LeaseDuration, CancellationToken.None);
    }

    /// <summary>Fetches a claimed incident, brings it up to date and ends the claim.</summary>
    public Task<ReconciliationResult> ReconcileAsync(Claim claim) => _work.RunAsync(claim, CancellationToken.None);

    /// <summary>The same with the state that the claim was made for.</summary>
    public Task<ReconciliationResult> ReconcileAsync(Claim claim, Incident state) => _work.RunAsync(claim, state, CancellationToken.None);

    /// <summary>Ends a claim that was used for something else.</summary>
    public Task<bool> CompleteAsync(Claim claim, WorkOutcome outcome) =>
        store.CompleteAsync(claim, outcome, time.GetUtcNow(), settings.Reconciliation.MinInterval, CancellationToken.None);
}
