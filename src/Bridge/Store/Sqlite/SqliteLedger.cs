using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Observability;
using Microsoft.Data.Sqlite;

namespace Bridge.Store.Sqlite;

/// <summary>The ledger of annotations, inside a transaction of the caller.</summary>
internal static class SqliteLedger
{
    public static IReadOnlyList<LedgerEntry> Read(SqliteSession session, IncidentId incident) =>
        session.Query(SqliteQueries.SelectLedger, ReadEntry, ("$id", incident.Value));

    public static IReadOnlyList<LedgerEntry> ReadOfGrafana(SqliteSession session, string grafana, DateTimeOffset endedSince) => session.Query(
        SqliteQueries.SelectLedgerOfGrafana, ReadEntry, ("$grafana", grafana), ("$since", endedSince.ToUnixTimeMilliseconds()));

    public static bool Save(SqliteSession session, Claim claim, LedgerEntry entry) => HoldsLease(session, claim) && session.Execute(
        SqliteQueries.SaveLedger,
        ("$id", entry.Key.Incident.Value),
        ("$route", entry.Key.Route),
        ("$grafana", entry.Key.Grafana),
        ("$dashboard", entry.Key.Dashboard?.ToString() ?? ""),
        ("$part", Labels.Of(entry.Key.Part)),
        ("$annotation", entry.AnnotationId),
        ("$fingerprint", entry.Fingerprint),
        ("$status", Labels.Of(entry.Status)),
        ("$start", entry.Start.ToUnixTimeMilliseconds()),
        ("$end", entry.End.ToUnixTimeMilliseconds()),
        ("$confirm", entry.ConfirmAt?.ToUnixTimeMilliseconds()),
        ("$failure", entry.LastFailure is { } failure ? Labels.Of(failure) : null)) == 1;

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
            ("$dashboard", key.Dashboard?.ToString() ?? ""),
            ("$part", Labels.Of(key.Part)));
        return true;
    }

    private static LedgerEntry ReadEntry(SqliteDataReader row) => new(
        new LedgerKey(
            IncidentId.Parse(row.GetString(0)),
            Route: row.GetString(1),
            Grafana: row.GetString(2),
            Labels.Parse<AnnotationPart>(row.GetString(4)),
            Dashboard: row.GetString(3) is { Length: > 0 } dashboard ? DashboardPanel.Parse(dashboard) : null),
        AnnotationId: row.IsDBNull(5) ? null : row.GetInt64(5),
        Fingerprint: row.IsDBNull(6) ? null : row.GetString(6),
        Status: Labels.Parse<AnnotationStatus>(row.GetString(7)),
        Start: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8)),
        End: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(9)),
        ConfirmAt: SqliteQueue.Time(row, 10),
        LastFailure: SqliteQueue.Reason(row, 11));

    private static bool HoldsLease(SqliteSession session, Claim claim) =>
        session.Scalar(SqliteQueries.HoldsLease, ("$id", claim.Incident.Value), ("$token", claim.LeaseToken)) is not null;
}
