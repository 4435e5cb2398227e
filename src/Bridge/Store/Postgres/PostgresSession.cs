using Npgsql;

namespace Bridge.Store.Postgres;

/// <summary>
/// What each session has to be like. It is set by statement and not by start-up option, which PgBouncer refuses, and it lasts since nothing resets
/// a session of the bridge's (<c>No Reset On Close</c>).
/// </summary>
/// <remarks>
/// A commit that is not on the disk, or not with a synchronous standby, would break the store's promise, whatever the server, the role, the
/// database or the operator's own <c>Options</c> default to. Another isolation would fail where this one waits.
/// </remarks>
internal static class PostgresSession
{
    /// <summary><c>remote_apply</c> promises more than <c>on</c>, and stays; all others promise less.</summary>
    private const string Set = """
        SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),
            set_config('default_transaction_isolation', 'read committed', false)
        """;

    /// <summary>In a transaction of its own: what pools transactions may have lost it by now.</summary>
    private const string Verify = "SELECT current_setting('synchronous_commit') IN ('on', 'remote_apply')";

    /// <summary>How often two sessions are held against each other. Once is enough unless other clients use the pooler at the same moment.</summary>
    private const int Looks = 3;

    private const int SecondsPerStatement = 4;

    /// <summary>Called once for each connection, before its first statement.</summary>
    /// <exception cref="StoreException">The server does not keep the setting.</exception>
    public static async Task PrepareAsync(NpgsqlConnection connection)
    {
        await AskAsync(connection, Set);
        if (await AskAsync(connection, Verify) is not true)
        {
            throw new StoreException(
                "PostgreSQL does not keep synchronous_commit=on, so that what was acknowledged could be lost. A pooler between has to work in session mode.");
        }
    }

    /// <summary>
    /// Proves that a session is one. Through a pooler in transaction mode, two connections that are open at once share a server's process, or one
    /// changes its process from transaction to transaction; settings, notifications and prepared statements go astray there.
    /// </summary>
    /// <exception cref="StoreException">A pooler works in transaction mode.</exception>
    public static async Task EnsureIsOneAsync(PostgresPool pool, CancellationToken cancellationToken)
    {
        await using var one = await pool.OpenAsync(cancellationToken);
        var process = await ProcessAsync(one, "the first");
        if (process == one.ProcessID)
        {
            // Poolers name themselves when a connection begins, and not the server's process.
            return;
        }

        await using var other = await pool.OpenAsync(cancellationToken);
        for (var look = 1; look <= Looks; look++)
        {
            if (await SharesAsync(other, process, look, cancellationToken) || await ProcessAsync(one, $"one, {look}") != process)
            {
                throw new StoreException(
                    "A pooler between the bridge and PostgreSQL works in transaction mode or statement mode, in which settings, notifications and prepared "
                    + "statements go astray. Give the bridge a pool in session mode (PgBouncer: pool_mode=session), or connect it to PostgreSQL itself.");
            }
        }
    }

    /// <summary>Whether a transaction of another connection gets a process that is somebody's.</summary>
    private static async Task<bool> SharesAsync(NpgsqlConnection other, int process, int look, CancellationToken cancellationToken)
    {
        try
        {
            await using var transaction = await other.BeginTransactionAsync(cancellationToken);
            return await ProcessAsync(other, $"other, {look}") == process;
        }
        catch (PostgresException refusal) when (refusal.MessageText.Contains("statement pooling", StringComparison.OrdinalIgnoreCase))
        {
            // In statement mode there are no transactions either.
            return true;
        }
    }

    /// <summary>The server's own process. The comment makes each statement another one, which is not prepared: that would fail in transaction mode.</summary>
    private static async Task<int> ProcessAsync(NpgsqlConnection connection, string which) =>
        (int)(await AskAsync(connection, $"SELECT pg_backend_pid() -- {which}"))!;

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = SecondsPerStatement };
        return await command.ExecuteScalarAsync(CancellationToken.None);
    }
}
