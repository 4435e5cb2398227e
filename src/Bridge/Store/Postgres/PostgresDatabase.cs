using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace Bridge.Store.Postgres;

/// <summary>
/// Runs the store's statements. Each is a transaction of its own and one round trip, so that a replica that is paused or cut off
/// in the middle holds no lock.
/// </summary>
/// <remarks>
/// A statement that has begun is not cancelled, as nobody could say whether it took effect; the command time-out ends it.
/// </remarks>
internal sealed class PostgresDatabase(NpgsqlDataSource dataSource) : IAsyncDisposable
{
    public static NpgsqlParameter Text(string name, string? value) =>
        new(name, NpgsqlDbType.Text) { Value = (object?)value ?? DBNull.Value };

    public static NpgsqlParameter Number(string name, long? value) =>
        new(name, NpgsqlDbType.Bigint) { Value = (object?)value ?? DBNull.Value };

    public static NpgsqlParameter Time(string name, DateTimeOffset? value) => Number(name, value?.ToUnixTimeMilliseconds());

    public static NpgsqlParameter Interval(TimeSpan value) => Number("interval", (long)value.TotalMilliseconds);

    /// <summary>1 or 0: as SQLite has it.</summary>
    public static NpgsqlParameter Flag(string name, bool value) => Number(name, value ? 1 : 0);

    /// <returns>How many rows were changed.</returns>
    /// <exception cref="StoreException">The database could not be asked, or refused.</exception>
    public async Task<int> ExecuteAsync(string sql, params NpgsqlParameter[] parameters)
    {
        try
        {
            await using var command = Prepare(sql, parameters);
            return await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception exception) when (PostgresFailure.IsOfTheDatabase(exception))
        {
            throw PostgresFailure.Of(exception);
        }
    }

    /// <exception cref="StoreException">The database could not be asked, or refused.</exception>
    public async Task<List<TRow>> QueryAsync<TRow>(string sql, Func<DbDataReader, TRow> read, params NpgsqlParameter[] parameters)
    {
        try
        {
            var rows = new List<TRow>();
            await using var command = Prepare(sql, parameters);
            await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
            while (await reader.ReadAsync(CancellationToken.None))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
        catch (Exception exception) when (PostgresFailure.IsOfTheDatabase(exception))
        {
            throw PostgresFailure.Of(exception);
        }
    }

    public ValueTask DisposeAsync() => dataSource.DisposeAsync();

    private NpgsqlCommand Prepare(string sql, NpgsqlParameter[] parameters)
    {
        var command = dataSource.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
