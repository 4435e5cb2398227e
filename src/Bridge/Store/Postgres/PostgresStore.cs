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
internal sealed class PostgresStore(NpgsqlDataSource dataSource) : IBridgeStore
{
    private readonly PostgresDatabase _database = new(dataSource);

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PostgresMigrations.ApplyAsync(dataSource, cancellationToken);
        }
        catch (Exception exception) when (PostgresFailure.IsOfTheDatabase(exception))
        {
            throw new StoreException($"Storage:ConnectionString: cannot open the database. {PostgresFailure.Describe(exception)}", exception);
        }
    }

    public Task<AcceptResult> AcceptAsync(WebhookReceipt receipt, CancellationToken cancellationToken) =>
        PostgresQueue.AcceptAsync(_database, receipt);

    public Task<ClaimResult> ClaimAsync(int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        PostgresQueue.ClaimAsync(_database, limit, now, leaseUntil);

    public Task<bool> CompleteAsync(
        Claim claim, WorkOutcome outcome, DateTimeOffset now, TimeSpan minInterval, CancellationToken cancellationToken) =>
        PostgresQueue.CompleteAsync(_database, claim, outcome, now, minInterval);

    public async Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(IncidentId incident, CancellationToken cancellationToken) =>
        await PostgresLedger.ReadAsync(_database, incident);

    public Task<bool> SaveLedgerAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken) =>
        PostgresLedger.SaveAsync(_database, claim, entry);

    public Task<bool> RemoveLedgerAsync(Claim claim, LedgerKey key, CancellationToken cancellationToken) =>
        PostgresLedger.RemoveAsync(_database, claim, key);

    public Task<StoreStatistics> ReadStatisticsAsync(CancellationToken cancellationToken) =>
        PostgresQueue.ReadStatisticsAsync(_database);

    public Task<int> ForgetWebhooksAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        _database.ExecuteAsync(PostgresQueries.ForgetWebhooks, Time("before", before), Number("limit", limit));

    public Task ProbeAsync(CancellationToken cancellationToken) => _database.ExecuteAsync(PostgresQueries.Probe);

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
