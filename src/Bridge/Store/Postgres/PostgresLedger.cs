using Bridge.Vocabulary;
using static Bridge.Store.Postgres.PostgresDatabase;

namespace Bridge.Store.Postgres;

/// <summary>The ledger of annotations. A write looks at the lease in the same statement.</summary>
internal static class PostgresLedger
{
    public static async Task<IReadOnlyList<LedgerEntry>> ReadAsync(PostgresDatabase database, SubjectId incident) => Known(
        await database.QueryAsync(PostgresUpkeepQueries.SelectLedger, StoreRows.ReadEntry, Text("id", incident.ToString())));

    public static async Task<IReadOnlyList<LedgerEntry>> ReadAsync(PostgresDatabase database, DeliveryKey key) => Known(
        await database.QueryAsync(
            PostgresUpkeepQueries.SelectLedgerOf, StoreRows.ReadEntry, Text("id", key.Subject.ToString()), Text("grafana", key.Grafana)));

    public static async Task<IReadOnlyList<LedgerEntry>> ReadOfGrafanaAsync(
        PostgresDatabase database, string grafana, DateTimeOffset endedSince) => Known(
            await database.QueryAsync(
                PostgresUpkeepQueries.SelectLedgerOfGrafana, StoreRows.ReadEntry, Text("grafana", grafana), Time("since", endedSince)));

    public static async Task<IReadOnlyList<DeliveryKey>> ReadOpenAsync(PostgresDatabase database, string grafanas)
    {
        var open = await database.QueryAsync(PostgresUpkeepQueries.SelectOpen, StoreRows.ReadKey, Text("grafanas", grafanas));
        return [.. open.OfType<DeliveryKey>()];
    }

    public static async Task<IReadOnlyList<SubjectId>> ReadBegunAsync(
        PostgresDatabase database, string grafanas, SubjectKind kind, DateTimeOffset from, DateTimeOffset until)
    {
        var begun = await database.QueryAsync(
            PostgresUpkeepQueries.SelectBegun,
            StoreRows.ReadSubject,
            Text("grafanas", grafanas),
            Time("from", from),
            Time("until", until),
            Text("prefix", Spelling.PrefixOf(kind)));
        return [.. begun.OfType<SubjectId>()];
    }

    public static async Task<bool> SaveAsync(PostgresDatabase database, Claim claim, LedgerEntry entry) => claim.Key == entry.Key.Delivery && await database.ExecuteAsync(
        PostgresUpkeepQueries.SaveLedger,
        Number("token", claim.LeaseToken),
        Text("id", entry.Key.Subject.ToString()),
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
        Text("failure", Spelling.Of(entry.LastFailure)),
        Number("vanished", entry.Vanished)) == 1;

    public static async Task<IReadOnlyList<TakenAway>> ReadTakenAwayAsync(PostgresDatabase database, string grafana, DateTimeOffset endedSince)
    {
        var taken = await database.QueryAsync(
            PostgresUpkeepQueries.SelectTakenAway, StoreRows.ReadTakenAway, Text("grafana", grafana), Time("since", endedSince));
        return [.. taken.OfType<TakenAway>()];
    }

    public static async Task<bool> RemoveAsync(PostgresDatabase database, Claim claim, LedgerKey key, DateTimeOffset now)
    {
        if (claim.Key != key.Delivery)
        {
            return false;
        }

        var leases = await database.QueryAsync(
            PostgresUpkeepQueries.RemoveLedger,
            row => row.GetInt64(0),
            Number("token", claim.LeaseToken),
            Time("now", now),
            Text("id", key.Subject.ToString()),
            Text("route", key.Route),
            Text("grafana", key.Grafana),
            Text("dashboard", key.Dashboard?.ToString() ?? ""),
            Text("part", Labels.Of(key.Part)));
        return leases[0] == 1;
    }

    private static IReadOnlyList<LedgerEntry> Known(IEnumerable<LedgerEntry?> entries) => [.. entries.OfType<LedgerEntry>()];
}
