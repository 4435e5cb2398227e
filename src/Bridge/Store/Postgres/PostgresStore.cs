using Bridge.Settings;
using Bridge.Vocabulary;
using static Bridge.Store.Postgres.PostgresDatabase;

namespace Bridge.Store.Postgres;

/// <summary>
/// The store on PostgreSQL, for any number of replicas. Each takes webhooks, and each delivery is worked on by the one that has leased it.
/// </summary>
/// <remarks>
/// Leases outlive the process that holds them: another replica cannot know whether it is dead or slow. A slow one that comes back
/// after its lease was claimed by another changes nothing, because every write looks at the lease's token in the same statement.
/// </remarks>
internal sealed class PostgresStore : IBridgeStore
{
    /// <summary>
    /// By how much the clocks of replicas may differ. A state that one of them asked for so long after an event or a state that another one noted
    /// is newer, whatever their clocks say.
    /// </summary>
    private static readonly TimeSpan LongestClockSkew = TimeSpan.FromSeconds(30);

    private readonly PostgresPool _pool;
    private readonly PostgresDatabase _database;
    private readonly PostgresLostLeases _lost;
    private readonly PostgresQueue _queue;
    private readonly WebhookBatches _webhooks;

    /// <param name="pool">The database.</param>
    /// <param name="grafanas">The Grafanas of the settings, by name.</param>
    /// <param name="clockSkew">By how much the clocks of replicas may differ; 30 seconds unless it is said.</param>
    public PostgresStore(PostgresPool pool, IReadOnlyList<string> grafanas, TimeSpan? clockSkew = null)
    {
        _pool = pool;
        _database = new PostgresDatabase(pool);
        _database.SetObstacle("The database is not open yet.");
        _lost = new PostgresLostLeases(_database);
        _queue = new PostgresQueue(_database, _lost, grafanas, clockSkew ?? LongestClockSkew);
        _webhooks = new WebhookBatches(_queue.AcceptAsync, PostgresFailure.MayBeOfOneRow);
    }

    public async Task OpenAsync(StoreAccess access, CancellationToken cancellationToken)
    {
        try
        {
            await PostgresSession.EnsureIsOneAsync(_pool, cancellationToken);
            await PostgresMigrations.ApplyAsync(_pool, cancellationToken);
            _database.SetObstacle(null);
            if (access == StoreAccess.Bridge)
            {
                await ProbeAsync(cancellationToken);
            }
        }
        catch (Exception exception) when (PostgresFailure.IsOfTheConnectionString(exception))
        {
            throw new InvalidSettingsException([new SettingFault("Storage:ConnectionString", $"cannot be used. {PostgresFailure.Describe(exception)}")]);
        }
        catch (Exception exception) when (PostgresFailure.IsOfTheDatabase(exception))
        {
            _pool.Drop();
            var message = $"Storage:ConnectionString: cannot open the database. {PostgresFailure.Describe(exception)}";
            _database.SetObstacle(message);
            throw new StoreException(message, exception) { MayPass = PostgresFailure.MayPass(exception) };
        }
        catch (StoreException exception)
        {
            _database.SetObstacle(exception.Message);
            throw;
        }
    }

    public Task<AcceptResult> AcceptAsync(WebhookReceipt receipt, CancellationToken cancellationToken) =>
        _webhooks.AcceptAsync(receipt);

    public Task<ClaimResult> ClaimAsync(
        string grafana, Lane lane, int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        _queue.ClaimAsync(grafana, lane, limit, now, leaseUntil);

    public Task<Claim?> TryClaimAsync(
        DeliveryKey key, DateTimeOffset? askedAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        _queue.TryClaimAsync(key, askedAt, now, leaseUntil);

    public Task<IReadOnlyList<DueDelivery>> ReadDueAsync(string grafana, Lane lane, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        _queue.ReadDueAsync(grafana, lane, limit, now);

    public Task<Claim?> TryClaimDueAsync(
        DeliveryKey key, DateTimeOffset? askedAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        _queue.TryClaimDueAsync(key, askedAt, now, leaseUntil);

    public Task<Claim?> TryClaimSeenAsync(
        string grafana, DueDelivery seen, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        _queue.TryClaimSeenAsync(grafana, seen, now, leaseUntil);

    public Task<bool> CompleteAsync(
        Claim claim, WorkOutcome outcome, DateTimeOffset now, TimeSpan minInterval, CancellationToken cancellationToken) =>
        _queue.CompleteAsync(claim, outcome, now, minInterval);

    public Task MarkDueAsync(
        IReadOnlyCollection<DeliveryKey> keys,
        DateTimeOffset eventAt,
        DateTimeOffset? unannouncedSince,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        _queue.MarkDueAsync(keys, eventAt, unannouncedSince, now);

    public Task<int> WakeAsync(string grafana, DateTimeOffset now, CancellationToken cancellationToken) =>
        _database.ExecuteAsync(PostgresEventQueries.Wake, Text("grafana", grafana), Time("now", now));

    public Task<int> AdmitAsync(DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken) =>
        _queue.AdmitAsync(since, now);

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(DeliveryKey key, CancellationToken cancellationToken) =>
        PostgresLedger.ReadAsync(_database, key);

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(SubjectId incident, CancellationToken cancellationToken) =>
        PostgresLedger.ReadAsync(_database, incident);

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerOfGrafanaAsync(
        string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken) =>
        PostgresLedger.ReadOfGrafanaAsync(_database, grafana, endedSince);

    public Task<IReadOnlyList<DeliveryKey>> ReadOpenAsync(CancellationToken cancellationToken) =>
        PostgresLedger.ReadOpenAsync(_database, _queue.Grafanas);

    public Task<IReadOnlyList<SubjectId>> ReadBegunAsync(
        SubjectKind kind, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        PostgresLedger.ReadBegunAsync(_database, _queue.Grafanas, kind, from, until);

    public Task<bool> SaveLedgerAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken) =>
        PostgresLedger.SaveAsync(_database, claim, entry);

    public Task<bool> RemoveLedgerAsync(Claim claim, LedgerKey key, DateTimeOffset now, CancellationToken cancellationToken) =>
        PostgresLedger.RemoveAsync(_database, claim, key, now);

    public Task<IReadOnlyList<TakenAway>> ReadTakenAwayAsync(string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken) =>
        PostgresLedger.ReadTakenAwayAsync(_database, grafana, endedSince);

    public Task<ILookup<SubjectId, Delivery>> ReadDeliveriesAsync(
        IReadOnlyList<SubjectId> incidents, CancellationToken cancellationToken) =>
        _queue.ReadDeliveriesAsync(incidents);

    public Task<IReadOnlyList<Delivery>> ReadDeadLettersAsync(int limit, CancellationToken cancellationToken) =>
        _queue.ReadDeadLettersAsync(limit);

    public Task<int> CountMissedAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        _queue.CountMissedAsync(before);

    public Task<JobClaim?> TryClaimJobAsync(
        JobName job, TimeSpan interval, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        PostgresJobs.TryClaimAsync(_database, _lost, job, interval, now, leaseUntil);

    public Task<bool> KeepJobAsync(JobClaim claim, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        PostgresJobs.KeepAsync(_database, claim, leaseUntil);

    public Task<bool> EndJobAsync(JobClaim claim, DateTimeOffset watermark, DateTimeOffset now, CancellationToken cancellationToken) =>
        PostgresJobs.EndAsync(_database, claim, watermark, now);

    public Task<bool> GiveJobBackAsync(JobClaim claim, DateTimeOffset retryAt, CancellationToken cancellationToken) =>
        PostgresJobs.GiveBackAsync(_database, claim, retryAt);

    public Task<IReadOnlyDictionary<SubjectId, Visibility>> ReadVisibilityAsync(
        IReadOnlyCollection<SubjectId> subjects, CancellationToken cancellationToken) => PostgresNotes.ReadAsync(_database, subjects);

    public Task NoteVisibilityAsync(SubjectId subject, Visibility visibility, DateTimeOffset now, CancellationToken cancellationToken) =>
        PostgresNotes.NoteAsync(_database, subject, visibility, now);

    public Task NoteParentsAsync(SubjectId subject, IReadOnlyCollection<SubjectId> parents, DateTimeOffset now, CancellationToken cancellationToken) =>
        PostgresNotes.NoteParentsAsync(_database, subject, parents, now);

    public Task<IReadOnlyList<SubjectId>> ReadChildrenAsync(SubjectId parent, CancellationToken cancellationToken) =>
        PostgresNotes.ReadChildrenAsync(_database, parent);

    public Task<GrafanaIdentity?> ReadGrafanaAsync(string grafana, CancellationToken cancellationToken) =>
        PostgresGrafanas.ReadAsync(_database, grafana);

    public Task NoteGrafanaAsync(string grafana, GrafanaIdentity identity, CancellationToken cancellationToken) =>
        PostgresGrafanas.NoteAsync(_database, grafana, identity);

    public Task<int> ReplaceGrafanaAsync(
        string grafana, GrafanaIdentity identity, DateTimeOffset endedSince, DateTimeOffset now, CancellationToken cancellationToken) =>
        PostgresGrafanas.ReplaceAsync(_database, grafana, identity, endedSince, now);

    public Task<IReadOnlyDictionary<string, DueWork>> CountDueAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        _queue.CountDueAsync(now);

    public Task<StoreStatistics> ReadStatisticsAsync(CancellationToken cancellationToken) =>
        _queue.ReadStatisticsAsync();

    public Task<int> ForgetWebhooksAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        _database.ExecuteAsync(PostgresUpkeepQueries.ForgetWebhooks, Time("before", before), Number("limit", limit));

    public Task<int> ForgetIncidentsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        _queue.ForgetSettledAsync(before, limit);

    public Task<int> ForgetUnshownAsync(DateTimeOffset since, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        _queue.ForgetUnshownAsync(since, before, limit);

    public Task<int> ForgetTakenAwayAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        _database.ExecuteAsync(PostgresUpkeepQueries.ForgetTakenAway, Time("before", before), Number("limit", limit));

    /// <summary>Autovacuum does it.</summary>
    public Task<int> GiveSpaceBackAsync(int limit, CancellationToken cancellationToken) => Task.FromResult(0);

    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await _database.ExecuteAsync(PostgresProbe.Write, PostgresProbe.NewId());
        await _queue.ReadFirstAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _webhooks.DisposeAsync();
        await _database.DisposeAsync();
    }
}
