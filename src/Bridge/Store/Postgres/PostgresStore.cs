using Bridge.Incidents;
using Npgsql;
using static Bridge.Store.Postgres.PostgresDatabase;

namespace Bridge.Store.Postgres;

/// <summary>
/// The store on PostgreSQL, for any number of replicas. Each takes webhooks, and each incident is worked on by the one that has leased it.
/// </summary>
/// <remarks>
/// Leases outlive the process that holds them: another replica cannot know whether it is dead or slow. A slow one that comes back
/// after its lease was claimed by another changes nothing, because every write looks at the lease's token in the same statement.
/// </remarks>
internal sealed class PostgresStore : IBridgeStore
{
    private readonly NpgsqlDataSource _dataSource;
    private readonly PostgresDatabase _database;
    private readonly WebhookBatches _webhooks;

    public PostgresStore(NpgsqlDataSource dataSource)
    {
        _dataSource = dataSource;
        _database = new PostgresDatabase(dataSource);
        _webhooks = new WebhookBatches(receipts => PostgresQueue.AcceptAsync(_database, receipts), PostgresFailure.MayBeOfOneRow);
    }

    public async Task OpenAsync(StoreAccess access, CancellationToken cancellationToken)
    {
        try
        {
            await PostgresMigrations.ApplyAsync(_dataSource, cancellationToken);
        }
        catch (Exception exception) when (PostgresFailure.IsOfTheDatabase(exception))
        {
            throw new StoreException($"Storage:ConnectionString: cannot open the database. {PostgresFailure.Describe(exception)}", exception);
        }
    }

    public Task<AcceptResult> AcceptAsync(WebhookReceipt receipt, CancellationToken cancellationToken) =>
        _webhooks.AcceptAsync(receipt);

    public Task<ClaimResult> ClaimAsync(int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        PostgresQueue.ClaimAsync(_database, limit, now, leaseUntil);

    public Task<Claim?> TryClaimAsync(
        IncidentId incident, DateTimeOffset? stateAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        PostgresQueue.TryClaimAsync(_database, incident, stateAt, now, leaseUntil);

    public async Task<IReadOnlyList<DueIncident>> ReadDueAsync(int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        await PostgresQueue.ReadDueAsync(_database, limit, now);

    public Task<Claim?> TryClaimDueAsync(
        DueIncident due, DateTimeOffset? stateAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        PostgresQueue.TryClaimDueAsync(_database, due, stateAt, now, leaseUntil);

    public Task<bool> CompleteAsync(
        Claim claim, WorkOutcome outcome, DateTimeOffset now, TimeSpan minInterval, CancellationToken cancellationToken) =>
        PostgresQueue.CompleteAsync(_database, claim, outcome, now, minInterval);

    public async Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(IncidentId incident, CancellationToken cancellationToken) =>
        await PostgresLedger.ReadAsync(_database, incident);

    public Task<bool> SaveLedgerAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken) =>
        PostgresLedger.SaveAsync(_database, claim, entry);

    public Task<bool> RemoveLedgerAsync(Claim claim, LedgerKey key, CancellationToken cancellationToken) =>
        PostgresLedger.RemoveAsync(_database, claim, key);

    public Task<IReadOnlyDictionary<IncidentId, WorkItem>> ReadWorkAsync(
        IReadOnlyList<IncidentId> incidents, CancellationToken cancellationToken) =>
        PostgresQueue.ReadWorkAsync(_database, incidents);

    public async Task<IReadOnlyList<WorkItem>> ReadDeadLettersAsync(int limit, CancellationToken cancellationToken) =>
        await PostgresQueue.ReadDeadLettersAsync(_database, limit);

    public async Task<IReadOnlyList<LedgerEntry>> ReadLedgerOfGrafanaAsync(
        string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken) =>
        await PostgresLedger.ReadOfGrafanaAsync(_database, grafana, endedSince);

    public Task NoteUnannouncedAsync(IncidentId incident, DateTimeOffset now, CancellationToken cancellationToken) =>
        _database.ExecuteAsync(PostgresQueries.NoteUnannounced, Text("id", incident.Value), Time("now", now));

    public Task<int> CountMissedAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        _database.ExecuteAsync(PostgresQueries.CountMissed, Time("before", before));

    public Task<JobClaim?> TryClaimJobAsync(
        PeriodicJob job, TimeSpan interval, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        PostgresJobs.TryClaimAsync(_database, job, interval, now, leaseUntil);

    public Task<bool> KeepJobAsync(JobClaim claim, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        PostgresJobs.KeepAsync(_database, claim, leaseUntil);

    public Task<bool> EndJobAsync(JobClaim claim, DateTimeOffset watermark, DateTimeOffset now, CancellationToken cancellationToken) =>
        PostgresJobs.EndAsync(_database, claim, watermark, now);

    public Task<bool> GiveJobBackAsync(JobClaim claim, DateTimeOffset retryAt, CancellationToken cancellationToken) =>
        PostgresJobs.GiveBackAsync(_database, claim, retryAt);

    public Task<StoreStatistics> ReadStatisticsAsync(CancellationToken cancellationToken) =>
        PostgresQueue.ReadStatisticsAsync(_database);

    public Task<int> ForgetWebhooksAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        _database.ExecuteAsync(PostgresQueries.ForgetWebhooks, Time("before", before), Number("limit", limit));

    public Task<int> ForgetIncidentsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        PostgresQueue.ForgetSettledAsync(_database, before, limit);

    /// <summary>Autovacuum does it.</summary>
    public Task<int> GiveSpaceBackAsync(int limit, CancellationToken cancellationToken) => Task.FromResult(0);

    public Task ProbeAsync(CancellationToken cancellationToken) => _database.ExecuteAsync(PostgresQueries.Probe);

    public async ValueTask DisposeAsync()
    {
        await _webhooks.DisposeAsync();
        await _database.DisposeAsync();
    }
}
