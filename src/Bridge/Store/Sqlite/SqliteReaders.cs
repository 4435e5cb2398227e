using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Bridge.Store.Sqlite;

/// <summary>Reads beside the writer. A session is used by one read at a time and kept with its prepared statements for the next.</summary>
/// <param name="connectionString">What they read.</param>
/// <param name="beforeEach">Runs before each read; its exception fails the read.</param>
internal sealed class SqliteReaders(string connectionString, Action beforeEach) : IDisposable
{
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _closed;

    /// <summary>A read of several statements, all of which see the same moment.</summary>
    public Task<TResult> ReadTogetherAsync<TResult>(Func<SqliteSession, TResult> read, CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            session.Execute("BEGIN");
            var result = read(session);
            session.Execute("COMMIT");
            return result;
        },
        cancellationToken);

    /// <summary>A read of one statement.</summary>
    public Task<TResult> ReadAsync<TResult>(Func<SqliteSession, TResult> read, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            beforeEach();
            try
            {
                return Read(read);
            }
            catch (SqliteException exception)
            {
                throw new StoreException($"SQLite refused the read: {exception.Message}", exception);
            }
        },
        cancellationToken);

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }

    private TResult Read<TResult>(Func<SqliteSession, TResult> read)
    {
        var session = _idle.TryTake(out var idle) ? idle : new SqliteSession(connectionString);
        TResult result;
        try
        {
            result = read(session);
        }
        catch
        {
            session.Dispose();
            throw;
        }

        _idle.Add(session);
        if (_closed)
        {
            // It may have come too late to be found.
            Dispose();
        }

        return result;
    }
}
