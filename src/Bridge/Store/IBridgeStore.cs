using Bridge.Incidents;

namespace Bridge.Store;

/// <summary>
/// What the bridge remembers: webhooks seen, one work item an incident, and the ledger of annotations. It never holds a payload, a name
/// or a summary: ids, times, fingerprints and outcomes only.
/// </summary>
/// <remarks>
/// Every implementation passes the tests of <c>StoreCompliance</c>. A method that returns has committed durably: a crash, also of the
/// machine, right after it loses nothing. Times come from the caller, so that one clock rules.
/// </remarks>
internal interface IBridgeStore : IAsyncDisposable
{
    /// <summary>Makes or migrates the schema. To be called once, before anything else.</summary>
    /// <exception cref="StoreException">The store cannot be opened, or is newer than this program.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Notes a verified webhook and queues its incident, in one transaction. An id that was seen before is a duplicate, and queues its
    /// incident only if that incident's last reconciliation did not succeed, so that a replay heals what failed.
    /// </summary>
    /// <remarks>
    /// An idle incident becomes due at once, though not before <see cref="WebhookReceipt.MinInterval"/> has passed since it was
    /// last claimed. One that waits for a retry keeps its time; a dead letter is woken.
    /// </remarks>
    /// <exception cref="StoreException">It was not stored; the sender has to send it again.</exception>
    Task<AcceptResult> AcceptAsync(WebhookReceipt receipt, CancellationToken cancellationToken);

    /// <summary>
    /// Leases up to <paramref name="limit"/> incidents that are due, the longest due first, each to this caller alone until
    /// <paramref name="leaseUntil"/>. A lease that ran out is due again.
    /// </summary>
    Task<ClaimResult> ClaimAsync(int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a claim. If events came in since it was made, the incident stays due, not before <paramref name="minInterval"/> has passed
    /// since the claim.
    /// </summary>
    /// <returns>False when the claim holds no lease: it was lost to another claim, or ended before. Nothing was changed.</returns>
    Task<bool> CompleteAsync(
        Claim claim, WorkOutcome outcome, DateTimeOffset now, TimeSpan minInterval, CancellationToken cancellationToken);

    /// <summary>What was posted for an incident, and what was about to be.</summary>
    Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(IncidentId incident, CancellationToken cancellationToken);

    /// <summary>Writes one ledger entry over the one with the same key, if there is one.</summary>
    /// <returns>False when the claim holds no lease; nothing was changed, and the caller must not write to Grafana any more.</returns>
    Task<bool> SaveLedgerAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken);

    /// <inheritdoc cref="SaveLedgerAsync"/>
    Task<bool> RemoveLedgerAsync(Claim claim, LedgerKey key, CancellationToken cancellationToken);

    /// <summary>The figures behind the queue's metrics.</summary>
    Task<StoreStatistics> ReadStatisticsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Forgets up to <paramref name="limit"/> webhook ids that were seen before <paramref name="before"/>, the oldest first. The newest
    /// of all is kept: <see cref="StoreStatistics.LastAcceptedAt"/> outlives a quiet week.
    /// </summary>
    /// <returns>How many were forgotten.</returns>
    Task<int> ForgetWebhooksAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>Proves that a transaction can be committed.</summary>
    /// <exception cref="StoreException">It cannot.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);
}
