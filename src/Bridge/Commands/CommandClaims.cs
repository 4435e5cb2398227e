using Bridge.Reconciliation;
using Bridge.Reconciliation.Backlog;
using Bridge.States;
using Bridge.Store;

namespace Bridge.Commands;

/// <summary>
/// Works on deliveries as the bridge does, under leases, so that the two never work on one at once. What has begun is finished, also when the
/// command is told to stop.
/// </summary>
internal sealed class CommandClaims(IDeliveryQueue queue, DeliveryWork work, BridgeSettings settings, TimeProvider time)
{
    /// <summary>Longer than anybody's lease: how long it is worth waiting for a delivery that somebody has.</summary>
    internal static readonly TimeSpan Patience = DeliveryTimes.OfBridge.Lease + TimeSpan.FromSeconds(10);

    /// <inheritdoc cref="IDeliveryQueue.TryClaimAsync"/>
    public Task<Claim?> TryClaimAsync(DeliveryKey key, DateTimeOffset? askedAt)
    {
        var now = time.GetUtcNow();
        return queue.TryClaimAsync(key, askedAt, now, now + DeliveryTimes.OfCommand.Lease, CancellationToken.None);
    }

    /// <summary>
    /// Brings a claimed delivery up to date and ends the claim. Somebody asks for it, so Grafana is looked at whatever the ledger says.
    /// </summary>
    /// <param name="claim">The delivery.</param>
    /// <param name="state">The state that the claim was made for; none if it is to be read.</param>
    /// <param name="search">A search that was made for several incidents, if it counts for the claim.</param>
    /// <param name="routes">Routes that are ours though neither the settings nor the ledger have them.</param>
    public Task<ReconciliationResult> RepairAsync(
        Claim claim, SubjectState? state = null, SharedSearch? search = null, IReadOnlyCollection<string>? routes = null) =>
        work.RunAsync(claim, state, new LookOrder(Search: search, Always: true, Routes: routes) { PutsBack = true }, CancellationToken.None);

    /// <summary>Ends a claim that was used for something else.</summary>
    public Task<bool> CompleteAsync(Claim claim, WorkOutcome outcome) =>
        queue.CompleteAsync(claim, outcome, time.GetUtcNow(), settings.Reconciliation.MinInterval, CancellationToken.None);
}
