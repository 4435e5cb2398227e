namespace Bridge.Store;

/// <summary>The deliveries: what is due in which Grafana, and who has it. Those of one Grafana never wait for those of another, nor those of one lane.</summary>
internal interface IDeliveryQueue
{
    /// <summary>
    /// Leases up to <paramref name="limit"/> of a lane's deliveries that are due, each to this caller alone until
    /// <paramref name="leaseUntil"/>: those first that have words to take away, then those with an event, then the longest due. A lease that ran
    /// out is due again.
    /// </summary>
    Task<ClaimResult> ClaimAsync(string grafana, Lane lane, int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Leases one delivery, due or not; one that the store does not know is added. If the caller dies, it becomes due when the lease runs out.
    /// </summary>
    /// <param name="key">The delivery.</param>
    /// <param name="askedAt">When the state that the caller has was asked for; none if it will be asked for under the lease.</param>
    /// <param name="now">The time of the claim.</param>
    /// <param name="leaseUntil">When the lease runs out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>None when somebody has it; and, of a state that the caller has, when an event came after it or a newer state is shown.</returns>
    Task<Claim?> TryClaimAsync(
        DeliveryKey key, DateTimeOffset? askedAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> of a lane's deliveries that are due and that nobody has, in the order in which
    /// <see cref="ClaimAsync"/> takes them. Nothing is leased.
    /// </summary>
    Task<IReadOnlyList<DueDelivery>> ReadDueAsync(string grafana, Lane lane, int limit, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Leases a delivery if it is due.</summary>
    /// <inheritdoc cref="TryClaimAsync"/>
    Task<Claim?> TryClaimDueAsync(
        DeliveryKey key, DateTimeOffset? askedAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Leases a delivery that was seen as due, for a state that was asked for after that. The claim is about the events of that moment, and what
    /// came later keeps the delivery due: no clock is asked.
    /// </summary>
    /// <returns>None when it is not due any more, or somebody has it or has had it since.</returns>
    Task<Claim?> TryClaimSeenAsync(
        string grafana, DueDelivery seen, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a claim. If events came in since it was made, the delivery stays due, not before <paramref name="minInterval"/> has passed since the
    /// claim.
    /// </summary>
    /// <returns>False when the claim holds no lease: it was lost to another claim, or ended before. Nothing was changed.</returns>
    Task<bool> CompleteAsync(
        Claim claim, WorkOutcome outcome, DateTimeOffset now, TimeSpan minInterval, CancellationToken cancellationToken);

    /// <summary>Makes deliveries due for an event that no webhook told of.</summary>
    /// <param name="keys">Which ones; those that the store does not know are added.</param>
    /// <param name="eventAt">A state that was asked for later than this shows the event.</param>
    /// <param name="unannouncedSince">Since when a webhook about it has been expected: it counts as missed unless one comes (<see cref="IMissedWebhooks"/>). None for no webhook.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task MarkDueAsync(
        IReadOnlyCollection<DeliveryKey> keys,
        DateTimeOffset eventAt,
        DateTimeOffset? unannouncedSince,
        DateTimeOffset now,
        CancellationToken cancellationToken);

    /// <summary>Makes what failed in a Grafana due now, dead letters too: it is well again, or its credentials are new.</summary>
    /// <returns>How many deliveries there were.</returns>
    Task<int> WakeAsync(string grafana, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// Gives each Grafana of the settings that is new what is open, what waits, and what changed at <paramref name="since"/> or later, and one
    /// that was out of the settings for a while what came meanwhile; and takes over what a replica of the version before left behind.
    /// </summary>
    /// <returns>How many deliveries were added or taken over.</returns>
    Task<int> AdmitAsync(DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken);
}
