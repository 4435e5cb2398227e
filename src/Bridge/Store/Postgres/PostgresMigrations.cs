using Npgsql;
using static Bridge.Store.Postgres.PostgresDatabase;

namespace Bridge.Store.Postgres;

/// <summary>
/// Brings a database to the newest schema: the numbered scripts that it lacks, in one transaction. Replicas that start at once take
/// turns by an advisory lock, and the second one finds nothing left to do.
/// </summary>
internal static class PostgresMigrations
{
    /// <summary>"bridge" in ASCII. Advisory locks are a matter of each database.</summary>
    private const long LockKey = 0x627269646765;

    /// <summary>For a script that rewrites a large table, and for the wait until another replica has run it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly IReadOnlyList<SchemaScript> Scripts = SchemaScript.ReadAll("Postgres");

    /// <summary>The schema that this program works with.</summary>
    public static long NewestVersion => Scripts[^1].Version;

    /// <exception cref="StoreException">The database was written by a newer program.</exception>
    public static Task ApplyAsync(PostgresPool pool, CancellationToken cancellationToken) => RunAsync(pool, isTrial: false, cancellationToken);

    /// <summary>Finds out whether the scripts could be applied, and leaves the database as it is. For one that nobody uses: it locks what it changes.</summary>
    /// <inheritdoc cref="ApplyAsync" path="/exception"/>
    public static Task TryAsync(PostgresPool pool, CancellationToken cancellationToken) => RunAsync(pool, isTrial: true, cancellationToken);

    private static async Task RunAsync(PostgresPool pool, bool isTrial, CancellationToken cancellationToken)
    {
        await using var connection = await pool.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync("SELECT pg_advisory_xact_lock(@key)", Number("key", LockKey));
        var isEmpty = await ExecuteAsync("SELECT to_regclass('bridge_schema') IS NULL") is true;
        var current = isEmpty ? 0 : (long)(await ExecuteAsync("SELECT coalesce(max(version), 0) FROM bridge_schema"))!;
        SchemaScript.RejectNewer(current, NewestVersion);

        foreach (var script in Scripts.Where(script => script.Version > current))
        {
            await ExecuteAsync(script.Sql);
            await ExecuteAsync("INSERT INTO bridge_schema (version) VALUES (@version)", Number("version", script.Version));
        }

        if (!isTrial)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        async Task<object?> ExecuteAsync(string sql, params NpgsqlParameter[] parameters)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            command.CommandTimeout = (int)Patience.TotalSeconds;
            command.Parameters.AddRange(parameters);
            return await command.ExecuteScalarAsync(cancellationToken);
        }
    }
}
