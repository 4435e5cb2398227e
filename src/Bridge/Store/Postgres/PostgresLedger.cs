using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Observability;
using static Bridge.Store.Postgres.PostgresDatabase;

namespace Bridge.Store.Postgres;

/// <summary>The ledger of annotations. A write looks at the lease in the same statement.</summary>
internal static class PostgresLedger
{
    public static Task<List<LedgerEntry>> ReadAsync(PostgresDatabase database, IncidentId incident) => database.QueryAsync(
        PostgresQueries.SelectLedger,
        row => new LedgerEntry(
            new LedgerKey(incident, row.GetString(0), row.GetString(1), Labels.Parse<AnnotationPart>(row.GetString(2))),
            AnnotationId: row.IsDBNull(3) ? null : row.GetInt64(3),
            Fingerprint: ReadText(row, 4),
            Status: Labels.Parse<AnnotationStatus>(row.GetString(5)),
            Start: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
            End: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
            ConfirmAt: ReadTime(row, 8)),
        Text("id", incident.Value));

    public static async Task<bool> SaveAsync(PostgresDatabase database, Claim claim, LedgerEntry entry) => await database.ExecuteAsync(
        PostgresQueries.SaveLedger,
        Number("token", claim.LeaseToken),
        Text("id", entry.Key.Incident.Value),
        Text("route", entry.Key.Route),
        Text("grafana", entry.Key.Grafana),
        Text("part", Labels.Of(entry.Key.Part)),
        Number("annotation", entry.AnnotationId),
        Text("fingerprint", entry.Fingerprint),
        Text("status", Labels.Of(entry.Status)),
        Time("start", entry.Start),
        Time("end", entry.End),
        Time("confirm", entry.ConfirmAt)) == 1;

    public static async Task<bool> RemoveAsync(PostgresDatabase database, Claim claim, LedgerKey key)
    {
        var leases = await database.QueryAsync(
            PostgresQueries.RemoveLedger,
            row => row.GetInt64(0),
            Number("token", claim.LeaseToken),
            Text("id", key.Incident.Value),
            Text("route", key.Route),
            Text("grafana", key.Grafana),
            Text("part", Labels.Of(key.Part)));
        return leases[0] == 1;
    }
}
