using System.Data.Common;
using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>
/// Reads the rows of either database; the columns stand in the order in which the statements of both name them. A row that this program cannot
/// make sense of, since a newer one wrote it, is null and passed over.
/// </summary>
internal static class StoreRows
{
    /// <param name="row">The row.</param>
    /// <param name="now">The time of the claim.</param>
    /// <param name="leaseUntil">When the lease runs out.</param>
    /// <param name="skew">By how much the clocks may differ of those who noted the events and the state that is shown.</param>
    public static Claim? ReadClaim(DbDataReader row, DateTimeOffset now, DateTimeOffset leaseUntil, TimeSpan skew = default) => SubjectOf(row) is { } subject
        ? new Claim(
            new DeliveryKey(subject, row.GetString(1)),
            Generation: row.GetInt64(2),
            LeaseToken: row.GetInt64(3),
            Attempts: row.GetInt32(4),
            LastFailure: Spelling.Reason(Text(row, 5)),
            IsDeadLetter: row.GetString(6) == Spelling.DeadLetter,
            IsUnannounced: !row.IsDBNull(7),
            PendingSince: Time(row, 8),
            StateFrom: Later(Time(row, 9), Time(row, 10)) + skew,
            ClaimedAt: now,
            LeaseUntil: leaseUntil,
            TraceParent: Text(row, 11),
            StateAt: Time(row, 12),
            IsMove: row.GetInt64(13) != 0)
        : null;

    /// <inheritdoc cref="ReadClaim"/>
    public static DueDelivery? ReadDue(DbDataReader row, TimeSpan skew = default) => SubjectOf(row) is { } subject
        ? new DueDelivery(
            subject,
            LeaseToken: row.GetInt64(1),
            PendingSince: Time(row, 2),
            StateFrom: Later(Time(row, 3), Time(row, 4)) + skew,
            StateAt: Time(row, 5),
            Generation: row.GetInt64(6),
            IsMove: row.GetInt64(7) != 0)
        : null;

    public static KeyValuePair<string, DueWork> ReadDueWork(DbDataReader row) =>
        KeyValuePair.Create(row.GetString(0), new DueWork(row.GetInt64(1), Time(row, 2)));

    public static Delivery? ReadDelivery(DbDataReader row) => SubjectOf(row) is { } subject
        ? new Delivery(
            new DeliveryKey(subject, row.GetString(1)),
            Webhooks: row.GetInt64(2),
            LastWebhookAt: Time(row, 3),
            PendingSince: Time(row, 4),
            StateAt: Time(row, 5),
            AskedAt: Time(row, 6),
            ClaimedAt: Time(row, 7),
            LeaseUntil: Time(row, 8),
            DueAt: Time(row, 9),
            Attempts: row.GetInt32(10),
            LastFailure: Spelling.Reason(Text(row, 11)),
            IsDeadLetter: row.GetString(12) == Spelling.DeadLetter,
            LeaseToken: row.GetInt64(13))
        : null;

    /// <summary>An annotation of a part that is not known is not this program's to change; a status that is not known may be open.</summary>
    public static LedgerEntry? ReadEntry(DbDataReader row) => LedgerKeyOf(row) is { } key
        ? new LedgerEntry(
            key,
            AnnotationId: row.IsDBNull(5) ? null : row.GetInt64(5),
            Fingerprint: Text(row, 6),
            Status: Spelling.Known<AnnotationStatus>(row.GetString(7)) ?? AnnotationStatus.Open,
            Start: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(8)),
            End: DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(9)),
            ConfirmAt: Time(row, 10),
            LastFailure: Spelling.Reason(Text(row, 11)),
            Vanished: row.GetInt32(12))
        : null;

    public static TakenAway? ReadTakenAway(DbDataReader row) => LedgerKeyOf(row) is { } key
        ? new TakenAway(
            key, DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)))
        : null;

    public static DeliveryKey? ReadKey(DbDataReader row) =>
        SubjectOf(row) is { } subject ? new DeliveryKey(subject, row.GetString(1)) : null;

    /// <summary>Of a spelling that is not known, the mistake to make is to tell too little.</summary>
    public static KeyValuePair<SubjectId, Visibility>? ReadVisibility(DbDataReader row) => SubjectOf(row) is { } subject
        ? KeyValuePair.Create(subject, Spelling.Known<Visibility>(row.GetString(1)) ?? Visibility.Private)
        : null;

    public static SubjectId? ReadSubject(DbDataReader row) => SubjectOf(row);

    public static GrafanaIdentity ReadGrafana(DbDataReader row) => new(row.GetString(0), row.IsDBNull(1) ? null : row.GetInt64(1));

    /// <summary>Dead letters by Grafana and reason; reasons that are not known count as one.</summary>
    public static IReadOnlyDictionary<(string Grafana, FailureReason Reason), long> CountDead(
        IEnumerable<(string Grafana, FailureReason? Reason, long Count)> rows) => rows
            .GroupBy(row => (row.Grafana, row.Reason ?? FailureReason.Unknown))
            .ToDictionary(group => group.Key, group => group.Sum(row => row.Count));

    public static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset? Time(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    private static LedgerKey? LedgerKeyOf(DbDataReader row)
    {
        var dashboard = row.GetString(3) is { Length: > 0 } text ? DashboardPanel.TryParse(text) : null;
        return SubjectOf(row) is { } subject
            && Spelling.Known<AnnotationPart>(row.GetString(4)) is { } part
            && (dashboard is not null || row.GetString(3).Length == 0)
            ? new LedgerKey(subject, Route: row.GetString(1), Grafana: row.GetString(2), part, dashboard)
            : null;
    }

    private static SubjectId? SubjectOf(DbDataReader row) => SubjectId.TryParse(row.GetString(0), out var subject) ? subject : null;

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one > other || other is null ? one : other;
}
