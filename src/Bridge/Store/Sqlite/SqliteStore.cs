using Bridge.Vocabulary;
using Microsoft.Data.Sqlite;

namespace Bridge.Store.Sqlite;

/// <summary>The store on one SQLite file, for one replica. WAL with <c>synchronous=FULL</c>: a commit is on the disk.</summary>
internal sealed class SqliteStore : IBridgeStore
{
    private readonly string _path;
    private readonly SqliteQueue _queue;
    private readonly SqliteReaders _readers;
    private readonly SqliteGuard _guard;
    private readonly WebhookBatches _webhooks;
    private FileStream? _lock;
    private SqliteWriter? _writer;

    /// <param name="path">The file.</param>
    /// <param name="grafanas">The Grafanas of the settings, by name.</param>
    public SqliteStore(string path, IReadOnlyList<string> grafanas)
    {
        _path = path;
        _queue = new SqliteQueue(grafanas);

        _guard = new SqliteGuard(path);

        // A file that is gone must not be replaced by an empty one that looks as if nothing had happened.
        _readers = new SqliteReaders(Connection(path, SqliteOpenMode.ReadWrite), _guard.Require);
        _webhooks = new WebhookBatches(
            receipts => Writer.WriteBeforeNextAsync(session => _queue.Accept(session, receipts)), SqliteFailure.MayBeOfOneRow);
    }

    private SqliteWriter Writer => _writer ?? throw new StoreException("The store is not open.");

    public async Task OpenAsync(StoreAccess access, CancellationToken cancellationToken)
    {
        try
        {
            SqliteFiles.Prepare(_path);
            _lock = access == StoreAccess.Bridge ? await SqliteLock.AcquireAsync(_path, cancellationToken) : null;
            var session = OpenSession(access);
            _writer = new SqliteWriter(session, () => _guard.Require(session));
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"Storage:Path: cannot open {_path}: {exception.Message}", exception);
        }
        catch (Exception exception) when (SqliteFailure.IsMissingLibrary(exception))
        {
            throw new StoreException(SqliteFailure.MissingLibrary, exception);
        }

        // Whoever held a lease is gone: the lock says that this is the only bridge. (A command that works on an incident at this
        // moment notices at its next write.)
        if (access == StoreAccess.Bridge)
        {
            await Writer.WriteAsync(session => session.Execute(SqliteQueries.ReleaseLeases) + session.Execute(SqliteUpkeepQueries.ReleaseJobs));
        }
    }

    public Task<AcceptResult> AcceptAsync(WebhookReceipt receipt, CancellationToken cancellationToken) =>
        _webhooks.AcceptAsync(receipt);

    public Task<ClaimResult> ClaimAsync(
        string grafana, Lane lane, int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteQueue.Claim(session, grafana, lane, limit, now, leaseUntil));

    public Task<Claim?> TryClaimAsync(
        DeliveryKey key, DateTimeOffset? askedAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteQueue.TryClaim(session, key, askedAt, now, leaseUntil));

    public Task<IReadOnlyList<DueDelivery>> ReadDueAsync(string grafana, Lane lane, int limit, DateTimeOffset now, CancellationToken cancellationToken) =>
        _readers.ReadTogetherAsync<IReadOnlyList<DueDelivery>>(session => SqliteQueue.ReadDue(session, grafana, lane, limit, now), cancellationToken);

    public Task<Claim?> TryClaimDueAsync(
        DeliveryKey key, DateTimeOffset? askedAt, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteQueue.TryClaimDue(session, key, askedAt, now, leaseUntil));

    public Task<Claim?> TryClaimSeenAsync(
        string grafana, DueDelivery seen, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteQueue.TryClaimSeen(session, grafana, seen, now, leaseUntil));

    public Task<bool> CompleteAsync(
        Claim claim, WorkOutcome outcome, DateTimeOffset now, TimeSpan minInterval, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteQueue.Complete(session, claim, outcome, now, minInterval));

    public Task MarkDueAsync(
        IReadOnlyCollection<DeliveryKey> keys,
        DateTimeOffset eventAt,
        DateTimeOffset? unannouncedSince,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteQueue.MarkDue(session, keys, eventAt, unannouncedSince, now));

    public Task<int> WakeAsync(string grafana, DateTimeOffset now, CancellationToken cancellationToken) => Writer.WriteAsync(session =>
        session.Execute(SqliteQueries.Wake, ("$grafana", grafana), ("$now", now.ToUnixTimeMilliseconds())));

    public Task<int> AdmitAsync(DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => _queue.Admit(session, since, now));

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(DeliveryKey key, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => SqliteLedger.Read(session, key), cancellationToken);

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(SubjectId incident, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => SqliteLedger.Read(session, incident), cancellationToken);

    public Task<IReadOnlyList<LedgerEntry>> ReadLedgerOfGrafanaAsync(
        string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => SqliteLedger.ReadOfGrafana(session, grafana, endedSince), cancellationToken);

    public Task<IReadOnlyList<DeliveryKey>> ReadOpenAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => SqliteLedger.ReadOpen(session, _queue.Grafanas), cancellationToken);

    public Task<IReadOnlyList<SubjectId>> ReadBegunAsync(
        SubjectKind kind, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => SqliteLedger.ReadBegun(session, _queue.Grafanas, kind, from, until), cancellationToken);

    public Task<bool> SaveLedgerAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteLedger.Save(session, claim, entry));

    public Task<bool> RemoveLedgerAsync(Claim claim, LedgerKey key, DateTimeOffset now, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteLedger.Remove(session, claim, key, now));

    public Task<IReadOnlyList<TakenAway>> ReadTakenAwayAsync(string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => SqliteLedger.ReadTakenAway(session, grafana, endedSince), cancellationToken);

    public Task<ILookup<SubjectId, Delivery>> ReadDeliveriesAsync(
        IReadOnlyList<SubjectId> incidents, CancellationToken cancellationToken) =>
        _readers.ReadTogetherAsync(session => _queue.ReadDeliveries(session, incidents), cancellationToken);

    public Task<IReadOnlyList<Delivery>> ReadDeadLettersAsync(int limit, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => _queue.ReadDeadLetters(session, limit), cancellationToken);

    public Task<int> CountMissedAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => _queue.CountMissed(session, before));

    public Task<JobClaim?> TryClaimJobAsync(
        JobName job, TimeSpan interval, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteJobs.TryClaim(session, job, interval, now, leaseUntil));

    public Task<bool> KeepJobAsync(JobClaim claim, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteJobs.Keep(session, claim, leaseUntil));

    public Task<bool> EndJobAsync(JobClaim claim, DateTimeOffset watermark, DateTimeOffset now, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteJobs.End(session, claim, watermark, now));

    public Task<bool> GiveJobBackAsync(JobClaim claim, DateTimeOffset retryAt, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteJobs.GiveBack(session, claim, retryAt));

    public Task<IReadOnlyDictionary<SubjectId, Visibility>> ReadVisibilityAsync(
        IReadOnlyCollection<SubjectId> subjects, CancellationToken cancellationToken) =>
        _readers.ReadTogetherAsync(session => SqliteNotes.Read(session, subjects), cancellationToken);

    public Task NoteVisibilityAsync(SubjectId subject, Visibility visibility, DateTimeOffset now, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteNotes.Note(session, subject, visibility, now));

    public Task NoteParentsAsync(SubjectId subject, IReadOnlyCollection<SubjectId> parents, DateTimeOffset now, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteNotes.NoteParents(session, subject, parents, now));

    public Task<IReadOnlyList<SubjectId>> ReadChildrenAsync(SubjectId parent, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => SqliteNotes.ReadChildren(session, parent), cancellationToken);

    public Task<GrafanaIdentity?> ReadGrafanaAsync(string grafana, CancellationToken cancellationToken) =>
        _writer is null
            ? throw new StoreException("The store is not open.")
            : _readers.ReadAsync(session => SqliteGrafanas.Read(session, grafana), cancellationToken);

    public Task NoteGrafanaAsync(string grafana, GrafanaIdentity identity, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteGrafanas.Note(session, grafana, identity));

    public Task<int> ReplaceGrafanaAsync(
        string grafana, GrafanaIdentity identity, DateTimeOffset endedSince, DateTimeOffset now, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteGrafanas.Replace(session, grafana, identity, endedSince, now));

    public Task<IReadOnlyDictionary<string, DueWork>> CountDueAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        _readers.ReadAsync(session => _queue.CountDue(session, now), cancellationToken);

    public Task<StoreStatistics> ReadStatisticsAsync(CancellationToken cancellationToken) =>
        _readers.ReadTogetherAsync(_queue.ReadStatistics, cancellationToken);

    public Task<int> ForgetWebhooksAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => session.Execute(
            SqliteUpkeepQueries.ForgetWebhooks, ("$before", before.ToUnixTimeMilliseconds()), ("$limit", limit)));

    public Task<int> ForgetIncidentsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => _queue.ForgetSettled(session, before, limit));

    public Task<int> ForgetUnshownAsync(DateTimeOffset since, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => _queue.ForgetUnshown(session, since, before, limit));

    public Task<int> ForgetTakenAwayAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => session.Execute(
            SqliteUpkeepQueries.ForgetTakenAway, ("$before", before.ToUnixTimeMilliseconds()), ("$limit", limit)));

    public Task<int> GiveSpaceBackAsync(int limit, CancellationToken cancellationToken) =>
        Writer.WriteAsync(session => SqliteSpace.GiveBack(session, limit));

    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        await Writer.WriteAsync(SqliteProbe.Write);
        await _readers.ReadTogetherAsync(_queue.ReadFirst, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _webhooks.DisposeAsync();
        if (Interlocked.Exchange(ref _writer, null) is { } writer)
        {
            await writer.DisposeAsync();
        }

        _readers.Dispose();
        _lock?.Dispose();
    }

    private static string Connection(string path, SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,

        // How long another program, a backup for example, may hold the file before a write fails: shorter than the sender's patience.
        DefaultTimeout = 5,

        // Sessions are kept here, with their statements.
        Pooling = false,
    }.ToString();

    private SqliteSession OpenSession(StoreAccess access)
    {
        var session = new SqliteSession(Connection(_path, SqliteOpenMode.ReadWriteCreate));
        try
        {
            SqliteSpace.Prepare(session);
            session.Execute("PRAGMA journal_mode = WAL");
            session.Execute("PRAGMA synchronous = FULL");

            // 16 MB of log before it is copied into the file: a page that many commits change is copied once. What a burst makes of it
            // beyond that is given back.
            session.Execute("PRAGMA wal_autocheckpoint = 4000");
            session.Execute("PRAGMA journal_size_limit = 33554432");
            SqliteMigrations.Apply(session);
            SqliteSpace.Convert(session, access);
            if (access == StoreAccess.Bridge)
            {
                SqliteProbe.Prove(session);
            }

            _guard.Begin();
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
