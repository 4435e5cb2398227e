using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Bridge.Store.Postgres;

/// <summary>
/// Runs the store's statements. Each is a transaction of its own and one round trip, so that a replica that is paused or cut off
/// in the middle holds no lock.
/// </summary>
/// <remarks>
/// A statement that has begun is never cancelled. A commit that waits for a synchronous standby would end by it as if it had succeeded, and be lost
/// with the server. What takes too long is given up instead: its caller is told that it failed, while it runs on and keeps its connection. So no
/// more of them wait on the server than the pool has connections. Whether it took effect nobody knows, as when a connection breaks.
/// </remarks>
internal sealed class PostgresDatabase(PostgresPool pool) : IAsyncDisposable
{
    /// <summary>
    /// The routine in the server that warns of a commit that is not with the standby: somebody ended its wait by <c>pg_cancel_backend</c>. The
    /// text of the warning depends on the server's language.
    /// </summary>
    private const string WaitForStandby = "SyncRepWaitForLSN";

    private volatile string? _obstacle;

    public static NpgsqlParameter Text(string name, string? value) =>
        new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };

    public static NpgsqlParameter Number(string name, long? value) =>
        new(name, NpgsqlDbType.Bigint) { Value = (object?)value ?? DBNull.Value };

    public static NpgsqlParameter Time(string name, DateTimeOffset? value) => Number(name, value?.ToUnixTimeMilliseconds());

    public static NpgsqlParameter Interval(TimeSpan value) => Number("interval", (long)value.TotalMilliseconds);

    /// <summary>1 or 0: as SQLite has it.</summary>
    public static NpgsqlParameter Flag(string name, bool value) => Number(name, value ? 1 : 0);

    /// <summary>Says why statements may not run: the store's run only on a schema, and through a pooler, that were looked at.</summary>
    /// <param name="obstacle">None if they may.</param>
    public void SetObstacle(string? obstacle) => _obstacle = obstacle;

    /// <returns>How many rows were changed.</returns>
    /// <exception cref="StoreException">The database could not be asked, or refused.</exception>
    public Task<int> ExecuteAsync(string sql, params NpgsqlParameter[] parameters) => RunAsync(
        sql,
        async command => await command.ExecuteNonQueryAsync(CancellationToken.None),
        parameters);

    /// <exception cref="StoreException">The database could not be asked, or refused.</exception>
    public Task<List<TRow>> QueryAsync<TRow>(string sql, Func<DbDataReader, TRow> read, params NpgsqlParameter[] parameters) => RunAsync(
        sql,
        async command =>
        {
            var rows = new List<TRow>();
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            while (await reader.ReadAsync(CancellationToken.None))
            {
                rows.Add(read(reader));
            }

            // Rows may come before the commit. Its end is read here, since Npgsql keeps to itself what goes wrong while a reader is closed.
            await reader.NextResultAsync(CancellationToken.None);
            return rows;
        },
        parameters);

    public ValueTask DisposeAsync() => pool.DisposeAsync();

    private async Task<TResult> RunAsync<TResult>(string sql, Func<NpgsqlCommand, Task<TResult>> run, NpgsqlParameter[] parameters)
    {
        if (_obstacle is { } obstacle)
        {
            throw new StoreException(obstacle);
        }

        try
        {
            var connection = await pool.OpenAsync(CancellationToken.None);
            return await WaitAsync(RunOnAsync(connection, sql, run, parameters));
        }
        catch (Exception exception) when (PostgresFailure.IsOfTheDatabase(exception))
        {
            if (!PostgresFailure.IsOfTheStatement(exception))
            {
                pool.Drop();
            }

            throw PostgresFailure.Of(exception);
        }
    }

    private async Task<TResult> WaitAsync<TResult>(Task<TResult> statement)
    {
        try
        {
            return await statement.WaitAsync(pool.Patience, CancellationToken.None);
        }
        catch (TimeoutException) when (!statement.IsCompleted)
        {
            // Nobody is told how it ends.
            _ = statement.ContinueWith(ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            pool.Drop();
            throw new StoreException(
                $"PostgreSQL has not answered for {pool.Patience.TotalSeconds:0} s: it waits for a lock, for its disk or for a synchronous standby (pg_stat_activity, pg_stat_replication), or is cut off.")
            {
                MayPass = true,
            };
        }
    }

    private static async Task<TResult> RunOnAsync<TResult>(
        NpgsqlConnection connection, string sql, Func<NpgsqlCommand, Task<TResult>> run, NpgsqlParameter[] parameters)
    {
        await using (connection)
        {
            PostgresNotice? warning = null;
            connection.Notice += (_, notice) => warning = notice.Notice.Routine == WaitForStandby ? notice.Notice : warning;

            // Npgsql would cancel it when its time is up.
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            command.Parameters.AddRange(parameters);
            var result = await run(command);
            return warning is null ? result : throw new StoreException($"PostgreSQL committed without its synchronous standby: {warning.MessageText}.");
        }
    }
}
