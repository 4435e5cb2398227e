using Npgsql;

namespace Bridge.Store.Postgres;

/// <summary><see cref="StoreProbe"/> on PostgreSQL: one round trip, and one transaction.</summary>
internal static class PostgresProbe
{
    public static string Write { get; } = string.Join(';', StoreProbe.Statements);

    public static NpgsqlParameter NewId() => PostgresDatabase.Text(StoreProbe.Parameter, StoreProbe.NewId());
}
