using Bridge.Vocabulary;

namespace Bridge.Store.Sqlite;

/// <summary>The ledger of annotations, inside a transaction of the caller.</summary>
internal static class SqliteLedger
{
    public static IReadOnlyList<LedgerEntry> Read(SqliteSession session, IncidentId incident) =>
        [.. session.Query(SqliteUpkeepQueries.SelectLedger, StoreRows.ReadEntry, ("$id", incident.Value)).OfType<LedgerEntry>()];

    public static IReadOnlyList<LedgerEntry> Read(SqliteSession session, DeliveryKey key) =>
        [.. session.Query(SqliteUpkeepQueries.SelectLedgerOf, StoreRows.ReadEntry, ("$id", key.Incident.Value), ("$grafana", key.Grafana)).OfType<LedgerEntry>()];

    public static IReadOnlyList<LedgerEntry> ReadOfGrafana(SqliteSession session, string grafana, DateTimeOffset endedSince) =>
    [
        .. session.Query(
            SqliteUpkeepQueries.SelectLedgerOfGrafana, StoreRows.ReadEntry, ("$grafana", grafana), ("$since", endedSince.ToUnixTimeMilliseconds()))
            .OfType<LedgerEntry>(),
    ];

    public static IReadOnlyList<DeliveryKey> ReadOpen(SqliteSession session, string grafanas) =>
        [.. session.Query(SqliteUpkeepQueries.SelectOpen, StoreRows.ReadKey, ("$grafanas", grafanas)).OfType<DeliveryKey>()];

    public static bool Save(SqliteSession session, Claim claim, LedgerEntry entry) => HoldsLease(session, claim, entry.Key) && session.Execute(
        SqliteUpkeepQueries.SaveLedger,
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
        ("$failure", Spelling.Of(entry.LastFailure))) == 1;

    public static bool Remove(SqliteSession session, Claim claim, LedgerKey key)
    {
        if (!HoldsLease(session, claim, key))
        {
            return false;
        }

        session.Execute(
            SqliteUpkeepQueries.RemoveLedger,
            ("$id", key.Incident.Value),
            ("$route", key.Route),
            ("$grafana", key.Grafana),
            ("$dashboard", key.Dashboard?.ToString() ?? ""),
            ("$part", Labels.Of(key.Part)));
        return true;
    }

    private static bool HoldsLease(SqliteSession session, Claim claim, LedgerKey key) => claim.Key == key.Delivery && session.Scalar(
        SqliteQueries.HoldsLease, ("$id", claim.Incident.Value), ("$grafana", claim.Grafana), ("$token", claim.LeaseToken)) is not null;
}
