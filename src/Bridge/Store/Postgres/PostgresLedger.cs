using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Observability;
using Npgsql;
using static Bridge.Store.Postgres.PostgresDatabase;

namespace Bridge.Store.Postgres;

/// <summary>The ledger of annotations. A write looks at the lease in the same statement.</summary>
internal static class PostgresLedger
{
    public static Task<List<LedgerEntry>> ReadAsync(PostgresDatabase database, IncidentId incident) =>
        database.QueryAsync(PostgresQueries.SelectLedger, ReadEntry, Text("id", incident.Value));

    public static Task<List<LedgerEntry>> ReadOfGrafanaAsync(PostgresDatabase database, string grafana, DateTimeOffset endedSince) =>
        database.QueryAsync(PostgresQueries.SelectLedgerOfGrafana, ReadEntry, Text("grafana", grafana), Time("since", endedSince));

    public static async Task<bool> SaveAsync(PostgresDatabase database, Claim claim, LedgerEntry entry) => await database.ExecuteAsync(
        PostgresQueries.SaveLedger,
        Number("token", claim.LeaseToken),
        Text("id", entry.Key.Incident.Value),
        Text("route", entry.Key.Route),
        Text("grafana", entry.Key.Grafana),
        Text("dashboard", entry.Key.Dashboard?.ToString() ?? ""),
        Text("part", Labels.Of(entry.Key.Part)),
        Number("annotation", entry.AnnotationId),
        Text("fingerprint", entry.Fingerprint),
        Text("status", Labels.Of(entry.Status)),
        Time("start", entry.Start),
        Time("end", entry.End),
        Time("confirm", entry.ConfirmAt),
        Text("failure", entry.LastFailure is { } failure ? Labels.Of(failure) : null)) == 1;

    public static async Task<bool> RemoveAsync(PostgresDatabase database, Claim claim, LedgerKey key)
    {
        var leases = await database.QueryAsync(
            PostgresQueries.RemoveLedger,
            row => row.GetInt64(0),
            Number("token", claim.LeaseToken),
            Text("id", key.Incident.Value),
            Text("route", key.Route),
            Text("grafana", key.Grafana),
            Text("dashboard", key.Dashboard?.ToString() ?? ""),
            Text("part", Labels.Of(key.Part)));
        return leases[0] == 1;
    }

    private static LedgerEntry ReadEntry(NpgsqlDataReader row) => new(
        new LedgerKey(
            IncidentId.Parse(row.GetString(0)),
            Route: row.GetString(1),
            Grafana: row.GetString(2),
            Labels.Parse<AnnotationPart>(row.GetString(4)),
            Dashboard: row.GetString(3) is { Length: > 0 } dashboard ? DashboardPanel.Parse(dashboard) : null),
        AnnotationId: row.IsDBNull(5) ? null : row.GetInt64(5),
        Fingerprint: ReadText(row, 6),
        Status: Labels.Parse<AnnotationStatus>(row.GetString(7)),
        Start: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8)),
        End: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(9)),
        ConfirmAt: ReadTime(row, 10),
        LastFailure: ReadReason(row, 11));
}
