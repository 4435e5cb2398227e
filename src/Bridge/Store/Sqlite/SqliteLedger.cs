using Bridge.Vocabulary;

namespace Bridge.Store.Sqlite;

/// <summary>The ledger of annotations, inside a transaction of the caller.</summary>
internal static class SqliteLedger
{
    public static IReadOnlyList<LedgerEntry> Read(SqliteSession session, SubjectId incident) =>
        [.. session.Query(SqliteUpkeepQueries.SelectLedger, StoreRows.ReadEntry, ("$id", incident.ToString())).OfType<LedgerEntry>()];

    public static IReadOnlyList<LedgerEntry> Read(SqliteSession session, DeliveryKey key) =>
        [.. session.Query(SqliteUpkeepQueries.SelectLedgerOf, StoreRows.ReadEntry, ("$id", key.Subject.ToString()), ("$grafana", key.Grafana)).OfType<LedgerEntry>()];

    public static IReadOnlyList<LedgerEntry> ReadOfGrafana(SqliteSession session, string grafana, DateTimeOffset endedSince) =>
    [
        .. session.Query(
            SqliteUpkeepQueries.SelectLedgerOfGrafana, StoreRows.ReadEntry, ("$grafana", grafana), ("$since", endedSince.ToUnixTimeMilliseconds()))
            .OfType<LedgerEntry>(),
    ];

    public static IReadOnlyList<DeliveryKey> ReadOpen(SqliteSession session, string grafanas) =>
        [.. session.Query(SqliteUpkeepQueries.SelectOpen, StoreRows.ReadKey, ("$grafanas", grafanas)).OfType<DeliveryKey>()];

    public static IReadOnlyList<SubjectId> ReadBegun(SqliteSession session, string grafanas, SubjectKind kind, DateTimeOffset from, DateTimeOffset until) =>
    [
        .. session.Query(
            SqliteUpkeepQueries.SelectBegun,
            StoreRows.ReadSubject,
            ("$grafanas", grafanas),
            ("$from", from.ToUnixTimeMilliseconds()),
            ("$until", until.ToUnixTimeMilliseconds()),
            ("$prefix", Spelling.PrefixOf(kind))).OfType<SubjectId>(),
    ];

    public static IReadOnlyList<TakenAway> ReadTakenAway(SqliteSession session, string grafana, DateTimeOffset endedSince) =>
    [
        .. session.Query(
            SqliteUpkeepQueries.SelectTakenAway, StoreRows.ReadTakenAway, ("$grafana", grafana), ("$since", endedSince.ToUnixTimeMilliseconds()))
            .OfType<TakenAway>(),
    ];

    public static bool Save(SqliteSession session, Claim claim, LedgerEntry entry)
    {
        if (!HoldsLease(session, claim, entry.Key))
        {
            return false;
        }

        if (entry.AnnotationId is { } number)
        {
            session.Execute(SqliteUpkeepQueries.ForgetNumber, [.. Parameters(entry.Key), ("$annotation", number)]);
        }

        return session.Execute(
            SqliteUpkeepQueries.SaveLedger,
            [
                .. Parameters(entry.Key),
                ("$annotation", entry.AnnotationId),
                ("$fingerprint", entry.Fingerprint),
                ("$status", Labels.Of(entry.Status)),
                ("$start", entry.Start.ToUnixTimeMilliseconds()),
                ("$end", entry.End.ToUnixTimeMilliseconds()),
                ("$confirm", entry.ConfirmAt?.ToUnixTimeMilliseconds()),
                ("$failure", Spelling.Of(entry.LastFailure)),
                ("$vanished", entry.Vanished),
            ]) == 1;
    }

    public static bool Remove(SqliteSession session, Claim claim, LedgerKey key, DateTimeOffset now)
    {
        if (!HoldsLease(session, claim, key))
        {
            return false;
        }

        session.Execute(SqliteUpkeepQueries.NoteTakenAway, [.. Parameters(key), ("$now", now.ToUnixTimeMilliseconds())]);
        session.Execute(SqliteUpkeepQueries.RemoveLedger, Parameters(key));
        return true;
    }

    private static (string Name, object? Value)[] Parameters(LedgerKey key) =>
    [
        ("$id", key.Subject.ToString()),
        ("$route", key.Route),
        ("$grafana", key.Grafana),
        ("$dashboard", key.Dashboard?.ToString() ?? ""),
        ("$part", Labels.Of(key.Part)),
    ];

    private static bool HoldsLease(SqliteSession session, Claim claim, LedgerKey key) => claim.Key == key.Delivery && session.Scalar(
        SqliteQueries.HoldsLease, ("$id", claim.Subject.ToString()), ("$grafana", claim.Grafana), ("$token", claim.LeaseToken)) is not null;
}
