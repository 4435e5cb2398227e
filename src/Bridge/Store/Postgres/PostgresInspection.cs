using Npgsql;

namespace Bridge.Store.Postgres;

/// <summary>Looks at a database, and leaves in it what was there.</summary>
internal static class PostgresInspection
{
    private const string Look = """
        SELECT
            current_setting('server_version'),
            current_setting('transaction_read_only') = 'on',
            to_regclass('bridge_schema') IS NOT NULL,
            coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)
        """;

    private const int SecondsPerTable = 60;

    /// <returns>What was found, as a sentence.</returns>
    /// <exception cref="StoreException">The store could not be opened on this database, or not be written.</exception>
    public static async Task<string> InspectAsync(PostgresPool pool, CancellationToken cancellationToken)
    {
        try
        {
            await PostgresSession.EnsureIsOneAsync(pool, cancellationToken);
            await using var connection = await pool.OpenAsync(cancellationToken);
            var (server, isReadOnly, hasTables, mayCreate) = await LookAsync(connection, cancellationToken);
            var schema = hasTables ? await SchemaAsync(connection, cancellationToken) : 0;
            SchemaScript.RejectNewer(schema, PostgresMigrations.NewestVersion);
            if (isReadOnly)
            {
                throw new StoreException("PostgreSQL is read-only: a standby, or set so.");
            }

            if (schema < PostgresMigrations.NewestVersion && !mayCreate)
            {
                throw new StoreException("The role may not make tables: GRANT CREATE ON SCHEMA, or let it own the database.");
            }

            await ProveAsync(pool, connection, schema, cancellationToken);
            return schema switch
            {
                0 => $"PostgreSQL {server}; the tables would be made at the first start.",
                _ when schema < PostgresMigrations.NewestVersion => $"PostgreSQL {server}, schema {schema}; the next start would bring it to {PostgresMigrations.NewestVersion}.",
                _ => $"PostgreSQL {server}, schema {schema}.",
            };
        }
        catch (Exception exception) when (PostgresFailure.IsOfTheDatabase(exception))
        {
            throw PostgresFailure.Of(exception);
        }
    }

    /// <summary>What a start would migrate is not migrated now: that would keep a bridge that runs from its tables.</summary>
    private static async Task ProveAsync(PostgresPool pool, NpgsqlConnection connection, long schema, CancellationToken cancellationToken)
    {
        if (schema == 0)
        {
            await PostgresMigrations.TryAsync(pool, cancellationToken);
        }
        else if (schema == PostgresMigrations.NewestVersion)
        {
            // It is of the caller's pool, which outlives it.
            var database = new PostgresDatabase(pool);
            await database.ExecuteAsync(PostgresProbe.Write, PostgresProbe.NewId());
            foreach (var table in StoreProbe.Tables)
            {
                // Whole rows, so that every page is read.
                await using var command = new NpgsqlCommand($"SELECT count(one) FROM {table} AS one", connection) { CommandTimeout = SecondsPerTable };
                await command.ExecuteScalarAsync(cancellationToken);
            }
        }
    }

    private static async Task<(string Server, bool IsReadOnly, bool HasTables, bool MayCreate)> LookAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Look, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetString(0), row.GetBoolean(1), row.GetBoolean(2), row.GetBoolean(3));
    }

    private static async Task<long> SchemaAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM bridge_schema", connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
