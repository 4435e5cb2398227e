using Bridge.Reconciliation;
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

    /// <summary>Brings a claimed delivery up to date and ends the claim.</summary>
    /// <param name="claim">The delivery.</param>
    /// <param name="state">The state that the claim was made for; none if it is to be read.</param>
    public Task<ReconciliationResult> ReconcileAsync(Claim claim, IncidentState? state = null) =>
        work.RunAsync(claim, state, new LookOrder(), CancellationToken.None);

    /// <summary>Ends a claim that was used for something else.</summary>
    public Task<bool> CompleteAsync(Claim claim, WorkOutcome outcome) =>
        queue.CompleteAsync(claim, outcome, time.GetUtcNow(), settings.Reconciliation.MinInterval, CancellationToken.None);
}
