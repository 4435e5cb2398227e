using Bridge.Observability;
using Bridge.Upstreams;
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

    public static FailureReason? ReadReason(NpgsqlDataReader row, int column) =>
        ReadText(row, column) is { } reason ? Labels.Parse<FailureReason>(reason) : null;

    public static DateTimeOffset? ReadTime(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static string? ReadText(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

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
    public async Task<List<TRow>> QueryAsync<TRow>(string sql, Func<NpgsqlDataReader, TRow> read, params NpgsqlParameter[] parameters)
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
