using static Bridge.Store.Postgres.PostgresDatabase;

namespace Bridge.Store.Postgres;

/// <summary>Which Grafana is behind each name.</summary>
internal static class PostgresGrafanas
{
    public const string Select = "SELECT address, organization FROM grafanas WHERE name = @name";

    public const string Note = """
        INSERT INTO grafanas (name, address, organization) VALUES (@name, @address, @organization)
        ON CONFLICT (name) DO UPDATE SET address = excluded.address, organization = excluded.organization
        """;

    /// <summary>In the order of <see cref="PostgresEventQueries.Accept"/>. Nobody waits for what becomes due, as for what is new to a Grafana that was added.</summary>
    public const string Replace = """
        WITH noted AS (
            INSERT INTO grafanas (name, address, organization) VALUES (@name, @address, @organization)
            ON CONFLICT (name) DO UPDATE SET address = excluded.address, organization = excluded.organization
        ), locked AS MATERIALIZED (
            SELECT incident_id FROM deliveries
            WHERE grafana = @name AND incident_id IN (
                SELECT incident_id FROM annotations WHERE grafana = @name AND end_at >= @since
                UNION ALL
                SELECT incident_id FROM annotations WHERE grafana = @name AND status = 'open')
            ORDER BY incident_id FOR UPDATE
        ), due AS (
            UPDATE deliveries SET generation = generation + 1, due_at = least(due_at, @now), moves_at = NULL
            WHERE grafana = @name AND incident_id = ANY (ARRAY (SELECT incident_id FROM locked))
        )
        UPDATE annotations SET annotation_id = NULL, fingerprint = NULL, failure = NULL WHERE grafana = @name AND annotation_id IS NOT NULL
        """;

    public static async Task<GrafanaIdentity?> ReadAsync(PostgresDatabase database, string grafana) =>
        (await database.QueryAsync(Select, StoreRows.ReadGrafana, Text("name", grafana))).FirstOrDefault();

    public static Task NoteAsync(PostgresDatabase database, string grafana, GrafanaIdentity identity) => database.ExecuteAsync(
        Note, Text("name", grafana), Text("address", identity.Address), Number("organization", identity.Organization));

    public static Task<int> ReplaceAsync(
        PostgresDatabase database, string grafana, GrafanaIdentity identity, DateTimeOffset endedSince, DateTimeOffset now) => database.ExecuteAsync(
            Replace,
            Text("name", grafana),
            Text("address", identity.Address),
            Number("organization", identity.Organization),
            Time("since", endedSince),
            Time("now", now));
}
