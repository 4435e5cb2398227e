using Bridge.Incidents;
using Microsoft.Data.Sqlite;

namespace Bridge.Store.Sqlite;

/// <summary>The store on one SQLite file, for one replica. WAL with <c>synchronous=FULL</c>: a commit is on the disk.</summary>
internal sealed class SqliteStore(string path) : IBridgeStore
{
    private readonly string _connectionString = Connection(path, SqliteOpenMode.ReadWriteCreate);

    /// <summary>For everyone but the writer. A file that is gone must not be replaced by an empty one that looks as if nothing had happened.</summary>
    private readonly string _readerString = Connection(path, SqliteOpenMode.ReadWrite);

    private FileStream? _lock;
    private SqliteWriter? _writer;

    private SqliteWriter Writer => _writer ?? throw new StoreException("The store is not open.");

    public Task OpenAsync(StoreAccess access, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            _lock = access == StoreAccess.Bridge ? AcquireLock() : null;
            _writer = new SqliteWriter(OpenSession(), RequireFile);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"Storage:Path: cannot open {path}: {exception.Message}", exception);
        }

        // Whoever held a lease is gone: the lock says that this is the only bridge. (A command that works on an incident at this
        // moment notices at its next write.)
        return access == StoreAccess.Command ? Task.CompletedTask : Writer.WriteAsync(session =>
            session.Execute(SqliteQueries.ReleaseLeases) + session.Execute(SqliteQueries.ReleaseJobs));
    }

    public Task<AcceptResult> AcceptAsync(WebhookReceipt receipt, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteQueue.Accept(session, receipt));

    public Task<ClaimResult> ClaimAsync(int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteQueue.Claim(session, limit, now, leaseUntil));

    public Task<Claim?> TryClaimAsync(
        IncidentId incident, DateTimeOffset? stateAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteQueue.TryClaim(session, incident, stateAt, now, leaseUntil));

    public Task<IReadOnlyList<DueIncident>> ReadDueAsync(int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        Read(session => SqliteQueue.ReadDue(session, limit, now), cancellationToken);

    public Task<Claim?> TryClaimDueAsync(
        DueIncident due, DateTimeOffset? stateAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteQueue.TryClaimDue(session, due, stateAt, now, leaseUntil));

    public Task<bool> CompleteAsync(
        Claim claim, WorkOutcome outcome, DateTimeOffset now, TimeSpan minInterval, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteQueue.Complete(session, claim, outcome, now, minInterval));

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(IncidentId incident, CancellationToken cancellationToken) =>
        Read(session => SqliteLedger.Read(session, incident), cancellationToken);

    public Task<bool> SaveLedgerAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteLedger.Save(session, claim, entry));

    public Task<bool> RemoveLedgerAsync(Claim claim, LedgerKey key, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteLedger.Remove(session, claim, key));

    public Task<IReadOnlyDictionary<IncidentId, WorkItem>> ReadWorkAsync(
        IReadOnlyList<IncidentId> incidents, CancellationToken cancellationToken) =>
        Read(session => SqliteQueue.ReadWork(session, incidents), cancellationToken);

    public Task<IReadOnlyList<WorkItem>> ReadDeadLettersAsync(int limit, CancellationToken cancellationToken) =>
        Read(session => SqliteQueue.ReadDeadLetters(session, limit), cancellationToken);

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerOfGrafanaAsync(
        string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken) =>
        Read(session => SqliteLedger.ReadOfGrafana(session, grafana, endedSince), cancellationToken);

    public Task NoteUnannouncedAsync(IncidentId incident, DateTimeOffset now, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => session.Execute(
            SqliteQueries.NoteUnannounced, ("$id", incident.Value), ("$now", now.ToUnixTimeMilliseconds())));

    public Task<int> CountMissedAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => session.Execute(SqliteQueries.CountMissed, ("$before", before.ToUnixTimeMilliseconds())));

    public Task<JobClaim?> TryClaimJobAsync(
        PeriodicJob job, TimeSpan interval, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteJobs.TryClaim(session, job, interval, now, leaseUntil));

    public Task<bool> KeepJobAsync(JobClaim claim, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteJobs.Keep(session, claim, leaseUntil));

    public Task<bool> EndJobAsync(JobClaim claim, DateTimeOffset watermark, DateTimeOffset now, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteJobs.End(session, claim, watermark, now));

    public Task<bool> GiveJobBackAsync(JobClaim claim, DateTimeOffset retryAt, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteJobs.GiveBack(session, claim, retryAt));

    public Task<StoreStatistics> ReadStatisticsAsync(CancellationToken cancellationToken) =>
        Read(SqliteQueue.ReadStatistics, cancellationToken);

    public Task<int> ForgetWebhooksAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => session.Execute(
            SqliteQueries.ForgetWebhooks, ("$before", before.ToUnixTimeMilliseconds()), ("$limit", limit)));

    public Task ProbeAsync(CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => session.Execute(SqliteQueries.Probe));

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _writer, null) is { } writer)
        {
            await writer.DisposeAsync();
        }

        foreach (var pool in new[] { _connectionString, _readerString })
        {
            using var connection = new SqliteConnection(pool);
            SqliteConnection.ClearPool(connection);
        }

        _lock?.Dispose();
    }

    private static string Connection(string path, SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,

        // How long another program, a backup for example, may hold the file before a write fails: shorter than the sender's patience.
        DefaultTimeout = 5,
    }.ToString();

    /// <summary>
    /// A file that was deleted stays writable for who has it open, and is gone with the process: what is written to it would be
    /// answered with success, and lost.
    /// </summary>
    private void RequireFile()
    {
        if (!File.Exists(path))
        {
            throw new StoreException($"{path} was deleted while the bridge ran. Restart the bridge: it makes a new one.");
        }
    }

    private SqliteSession OpenSession()
    {
        var session = new SqliteSession(_connectionString);
        try
        {
            session.Execute("PRAGMA journal_mode = WAL");
            session.Execute("PRAGMA synchronous = FULL");
            SqliteMigrations.Apply(session);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Holds a file beside the database for as long as this process lives, so that a second bridge on the same file stops at its start
    /// instead of posting everything twice. Readers of the database are not kept out.
    /// </summary>
    private FileStream AcquireLock()
    {
        try
        {
            return new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            throw new StoreException($"Storage:Path: {path} is in use by another bridge ({path}.lock cannot be locked).", exception);
        }
    }

    private Task<TResult> Read<TResult>(Func<SqliteSession, TResult> read, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            try
            {
                using var session = new SqliteSession(_readerString);
                return read(session);
            }
            catch (SqliteException exception)
            {
                throw new StoreException($"SQLite refused the read: {exception.Message}", exception);
            }
        },
        cancellationToken);
}
