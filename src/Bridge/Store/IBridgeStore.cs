using Bridge.Incidents;

namespace Bridge.Store;

/// <summary>
/// What the bridge remembers: webhooks seen, one work item an incident, the ledger of annotations, and when jobs ran. It never holds a payload, a name
/// or a summary: ids, times, fingerprints and outcomes only.
/// </summary>
/// <remarks>
/// Every implementation passes the tests of <c>StoreCompliance</c>. A method that returns has committed durably: a crash, also of the
/// machine, right after it loses nothing. Times come from the caller, so that one clock rules.
/// </remarks>
internal interface IBridgeStore : IAsyncDisposable
{
    /// <summary>Makes or migrates the schema. To be called once, before anything else.</summary>
    /// <param name="access">What the process is going to do with it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreException">The store cannot be opened, or is newer than this program.</exception>
    Task OpenAsync(StoreAccess access, CancellationToken cancellationToken);

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
    /// Leases up to <paramref name="limit"/> incidents that are due, those with an event first and then the longest due, each to this caller alone until
    /// <paramref name="leaseUntil"/>. A lease that ran out is due again.
    /// </summary>
    Task<ClaimResult> ClaimAsync(int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Leases one incident, due or not; an incident that the store does not know is added. If the caller dies, it becomes due when the
    /// lease runs out.
    /// </summary>
    /// <param name="incident">The incident.</param>
    /// <param name="stateAt">
    /// incident.io's time of the change, if the caller has the incident's state already; none if it will fetch it under the lease.
    /// </param>
    /// <param name="now">The time of the claim.</param>
    /// <param name="leaseUntil">When the lease runs out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// None when somebody has it; and, of a state that the caller has already, when an event waits (whoever takes that fetches a newer
    /// state) or a newer state is reconciled.
    /// </returns>
    Task<Claim?> TryClaimAsync(
        IncidentId incident, DateTimeOffset? stateAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> incidents that are due and that nobody has, in the order in which <see cref="ClaimAsync"/> takes
    /// them. Nothing is leased.
    /// </summary>
    Task<IReadOnlyList<DueIncident>> ReadDueAsync(int limit, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Leases an incident that was read as due, if it still is.</summary>
    /// <param name="due">The incident as it was read.</param>
    /// <param name="stateAt">
    /// incident.io's time of the change, if the caller has asked for the incident's state since it was read as due: the claim is then about
    /// the events of that moment, and what came later keeps the incident due. None if the caller will fetch it under the lease.
    /// </param>
    /// <param name="now">The time of the claim.</param>
    /// <param name="leaseUntil">When the lease runs out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// None when it is not due any more, when somebody has it, or, for a state, when somebody has had it since or a newer one is reconciled.
    /// </returns>
    Task<Claim?> TryClaimDueAsync(
        DueIncident due, DateTimeOffset? stateAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

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

    /// <summary>How the work on these incidents stands; those that the store does not know are missing.</summary>
    Task<IReadOnlyDictionary<IncidentId, WorkItem>> ReadWorkAsync(
        IReadOnlyList<IncidentId> incidents, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="limit"/> dead letters, those that were worked on last first.</summary>
    Task<IReadOnlyList<WorkItem>> ReadDeadLettersAsync(int limit, CancellationToken cancellationToken);

    /// <summary>What the ledger has for one Grafana: what is open, and what ended at <paramref name="endedSince"/> or later.</summary>
    Task<IReadOnlyList<LedgerEntry>> ReadLedgerOfGrafanaAsync(
        string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken);

    /// <summary>
    /// Notes that an incident's change was found without a webhook. If none about it comes before it is counted, it was missed
    /// (<see cref="CountMissedAsync"/>).
    /// </summary>
    Task NoteUnannouncedAsync(IncidentId incident, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>How many changes were noted as unannounced before <paramref name="before"/> and are still. Each is counted once.</summary>
    Task<int> CountMissedAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a job if it is due: nobody has it, and its last start is <paramref name="interval"/> ago or longer, or it failed and is to
    /// be tried again.
    /// </summary>
    Task<JobClaim?> TryClaimJobAsync(
        PeriodicJob job, TimeSpan interval, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>Keeps a job for longer.</summary>
    /// <returns>False when another replica has it.</returns>
    Task<bool> KeepJobAsync(JobClaim claim, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>Ends a job that did its work.</summary>
    /// <param name="claim">The job.</param>
    /// <param name="watermark">How far it has come.</param>
    /// <param name="now">The time of its end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when another replica has it; nothing was changed.</returns>
    Task<bool> EndJobAsync(JobClaim claim, DateTimeOffset watermark, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Gives a job back that did not do its work; it is due again at <paramref name="retryAt"/>.</summary>
    /// <inheritdoc cref="EndJobAsync" path="/returns"/>
    Task<bool> GiveJobBackAsync(JobClaim claim, DateTimeOffset retryAt, CancellationToken cancellationToken);

    /// <summary>The figures behind the queue's metrics.</summary>
    Task<StoreStatistics> ReadStatisticsAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Forgets up to <paramref name="limit"/> webhook ids that were seen before <paramref name="before"/>, the oldest first. The newest
    /// of all is kept: <see cref="StoreStatistics.LastAcceptedAt"/> outlives a quiet week.
    /// </summary>
    /// <returns>How many were forgotten.</returns>
    Task<int> ForgetWebhooksAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets up to <paramref name="limit"/> incidents with their ledger, those that were worked on longest ago first: the last work
    /// and the last event were before <paramref name="before"/>, the work succeeded, nothing is due, and every annotation ended before
    /// that time and is known to be right. What comes about one later is found in Grafana, as after the loss of the store.
    /// </summary>
    /// <returns>How many were forgotten.</returns>
    Task<int> ForgetIncidentsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>Gives the disk back some of the space that what was forgotten took, if there is much of it; a little at a time.</summary>
    /// <param name="limit">How many pages at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many pages were given back; zero when there is nothing to do, or the database sees to it by itself.</returns>
    Task<int> GiveSpaceBackAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Proves that a transaction can be committed.</summary>
    /// <exception cref="StoreException">It cannot.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>What a process does with the store.</summary>
internal enum StoreAccess
{
    /// <summary>It is the bridge: on SQLite the only one, and what the one before it had leased is free.</summary>
    Bridge,

    /// <summary>It is a command, beside a bridge that may run.</summary>
    Command,
}
