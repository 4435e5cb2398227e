using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Bridge.Store.Sqlite;

/// <summary>
/// The one writer of the file. SQLite takes one writer at a time and pays a disk flush a transaction, so writes from everywhere queue
/// here, and those that wait together share a transaction and its flush. Each is answered after its own commit.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>Writes that may wait; more are refused, so that a slow disk shows as 503 and not as memory.</summary>
    private const int QueueCapacity = 8192;

    private const int MaxBatch = 512;

    private readonly SqliteSession _session;
    private readonly Action? _beforeEach;
    private readonly BlockingCollection<Job> _queue = new(QueueCapacity);
    private readonly Thread _thread;
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closing;

    /// <summary>Takes over the session: from here on only the writer's thread uses it.</summary>
    /// <param name="session">What it writes with.</param>
    /// <param name="beforeEach">Runs before each transaction; its exception fails the writes that wait for it.</param>
    public SqliteWriter(SqliteSession session, Action? beforeEach = null)
    {
        _session = session;
        _beforeEach = beforeEach;
        _thread = new Thread(Loop) { IsBackground = true, Name = "sqlite-writer" };
        _thread.Start();
    }

    /// <summary>Runs the work inside a transaction, and returns once that is committed to the disk.</summary>
    /// <param name="work">May run twice, the second time after a rollback.</param>
    /// <exception cref="StoreException">The queue is full, or the transaction failed; nothing was changed.</exception>
    public Task<TResult> WriteAsync<TResult>(Func<SqliteSession, TResult> work) =>
        WriteAsync(work, TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// The same for who only queues the next write after this one: that runs on the writer's thread, which then need not sleep and be woken
    /// in between.
    /// </summary>
    public Task<TResult> WriteBeforeNextAsync<TResult>(Func<SqliteSession, TResult> work) => WriteAsync(work, TaskCreationOptions.None);

    private Task<TResult> WriteAsync<TResult>(Func<SqliteSession, TResult> work, TaskCreationOptions continuations)
    {
        var job = new Job<TResult>(work, continuations);
        try
        {
            return _queue.TryAdd(job) ? job.Task : throw new StoreException("Too many writes wait for the disk.");
        }
        catch (InvalidOperationException exception)
        {
            throw new StoreException("The store is closed.", exception);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!Interlocked.Exchange(ref _closing, true))
        {
            _queue.CompleteAdding();
        }

        await _stopped.Task;
        _queue.Dispose();
        _session.Dispose();
    }

    private void Loop()
    {
        var batch = new List<Job>(MaxBatch);
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < MaxBatch && _queue.TryTake(out var next))
            {
                batch.Add(next);
            }

            CommitTogether(batch);
            batch.Clear();
        }

        _stopped.SetResult();
    }

    private void CommitTogether(List<Job> jobs)
    {
        if (!TryBegin(jobs) || TryRun(jobs) is not { } failure)
        {
            return;
        }

        if (jobs.Count == 1)
        {
            jobs[0].Fail(failure);
        }
        else
        {
            CommitEach(jobs);
        }
    }

    /// <summary>One bad write must not fail its neighbours.</summary>
    private void CommitEach(List<Job> jobs)
    {
        for (var index = 0; index < jobs.Count && TryBegin(jobs[index..]); index++)
        {
            var job = jobs[index];
            if (TryRun([job]) is { } failure)
            {
                job.Fail(failure);
            }
        }
    }

    /// <summary>
    /// Begins a transaction, or fails all the writes that wait for it: it was not their fault, and to let each wait in turn for the
    /// program that holds the file would keep the last one for minutes.
    /// </summary>
    private bool TryBegin(List<Job> waiting)
    {
        try
        {
            _beforeEach?.Invoke();
            _session.Execute("BEGIN IMMEDIATE");
            return true;
        }
        catch (Exception exception)
        {
            waiting.ForEach(job => job.Fail(exception));
            return false;
        }
    }

    /// <summary>Runs and commits the writes, or rolls them back and returns why.</summary>
    private Exception? TryRun(List<Job> jobs)
    {
        try
        {
            jobs.ForEach(job => job.Run(_session));
            _session.Execute("COMMIT");
        }
        catch (Exception exception)
        {
            RollBack();
            return exception;
        }

        jobs.ForEach(job => job.Succeed());
        return null;
    }

    private void RollBack()
    {
        try
        {
            _session.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back already.
        }
    }

    private abstract class Job
    {
        public abstract void Run(SqliteSession session);

        public abstract void Succeed();

        public abstract void Fail(Exception exception);
    }

    private sealed class Job<TResult>(Func<SqliteSession, TResult> work, TaskCreationOptions continuations) : Job
    {
        private readonly TaskCompletionSource<TResult> _completion = new(continuations);
        private TResult? _result;

        public Task<TResult> Task => _completion.Task;

        public override void Run(SqliteSession session) => _result = work(session);

        public override void Succeed() => _completion.SetResult(_result!);

        public override void Fail(Exception exception) => _completion.SetException(
            exception is SqliteException sqlite
                ? new StoreException($"SQLite refused the write: {sqlite.Message}", sqlite)
                : exception);
    }
}
