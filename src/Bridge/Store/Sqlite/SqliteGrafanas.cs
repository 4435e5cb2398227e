namespace Bridge.Store.Sqlite;

/// <summary>Which Grafana is behind each name, inside a transaction of the caller.</summary>
internal static class SqliteGrafanas
{
    public const string Select = "SELECT address, organization FROM grafanas WHERE name = $name";

    private const string Upsert = """
        INSERT INTO grafanas (name, address, organization) VALUES ($name, $address, $organization)
        ON CONFLICT (name) DO UPDATE SET address = excluded.address, organization = excluded.organization
        """;

    private const string ForgetNumbers =
        "UPDATE annotations SET annotation_id = NULL, fingerprint = NULL, failure = NULL WHERE grafana = $name AND annotation_id IS NOT NULL";

    /// <summary>Nobody waits for it, as for what is new to a Grafana that was added.</summary>
    private const string MakeDue = """
        UPDATE deliveries SET generation = generation + 1, due_at = min(coalesce(due_at, $now), $now), moves_at = NULL
        WHERE grafana = $name AND incident_id IN (
            SELECT incident_id FROM annotations WHERE grafana = $name AND end_at >= $since
            UNION ALL
            SELECT incident_id FROM annotations WHERE grafana = $name AND status = 'open')
        """;

    public static GrafanaIdentity? Read(SqliteSession session, string grafana) =>
        session.Query(Select, StoreRows.ReadGrafana, ("$name", grafana)).FirstOrDefault();

    public static int Note(SqliteSession session, string grafana, GrafanaIdentity identity) => session.Execute(
        Upsert, ("$name", grafana), ("$address", identity.Address), ("$organization", identity.Organization));

    public static int Replace(SqliteSession session, string grafana, GrafanaIdentity identity, DateTimeOffset endedSince, DateTimeOffset now)
    {
        Note(session, grafana, identity);
        session.Execute(
            MakeDue, ("$name", grafana), ("$since", endedSince.ToUnixTimeMilliseconds()), ("$now", now.ToUnixTimeMilliseconds()));
        return session.Execute(ForgetNumbers, ("$name", grafana));
    }
}
