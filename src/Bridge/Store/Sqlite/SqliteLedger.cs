using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Observability;

namespace Bridge.Store.Sqlite;

/// <summary>The ledger of annotations, inside a transaction of the caller.</summary>
internal static class SqliteLedger
{
    public static IReadOnlyList<LedgerEntry> Read(SqliteSession session, IncidentId incident) => session.Query(
        SqliteQueries.SelectLedger,
        row => new LedgerEntry(
            new LedgerKey(incident, row.GetString(0), row.GetString(1), Labels.Parse<AnnotationPart>(row.GetString(2))),
            AnnotationId: row.IsDBNull(3) ? null : row.GetInt64(3),
            Fingerprint: row.IsDBNull(4) ? null : row.GetString(4),
            Status: Labels.Parse<AnnotationStatus>(row.GetString(5)),
            Start: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
            End: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
            ConfirmAt: SqliteQueue.Time(row, 8)),
        ("$id", incident.Value));

    public static bool Save(SqliteSession session, Claim claim, LedgerEntry entry) => HoldsLease(session, claim) && session.Execute(
        SqliteQueries.SaveLedger,
        ("$id", entry.Key.Incident.Value),
        ("$route", entry.Key.Route),
        ("$grafana", entry.Key.Grafana),
        ("$part", Labels.Of(entry.Key.Part)),
        ("$annotation", entry.AnnotationId),
        ("$fingerprint", entry.Fingerprint),
        ("$status", Labels.Of(entry.Status)),
        ("$start", entry.Start.ToUnixTimeMilliseconds()),
        ("$end", entry.End.ToUnixTimeMilliseconds()),
        ("$confirm", entry.ConfirmAt?.ToUnixTimeMilliseconds())) == 1;

    public static bool Remove(SqliteSession session, Claim claim, LedgerKey key)
    {
        if (!HoldsLease(session, claim))
        {
            return false;
        }

        session.Execute(
            SqliteQueries.RemoveLedger,
            ("$id", key.Incident.Value),
            ("$route", key.Route),
            ("$grafana", key.Grafana),
            ("$part", Labels.Of(key.Part)));
        return true;
    }

    private static bool HoldsLease(SqliteSession session, Claim claim) =>
        session.Scalar(SqliteQueries.HoldsLease, ("$id", claim.Incident.Value), ("$token", claim.LeaseToken)) is not null;
}
