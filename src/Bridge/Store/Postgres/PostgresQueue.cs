using System.Buffers;
using System.Text;
using System.Text.Json;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Upstreams;
using Npgsql;
using static Bridge.Store.Postgres.PostgresDatabase;

namespace Bridge.Store.Postgres;

/// <summary>Webhooks and work items.</summary>
internal static class PostgresQueue
{
    private const string DeadLetter = "dead_letter";

    /// <summary>Notes webhooks and queues their incidents, in one statement.</summary>
    /// <returns>What became of each.</returns>
    public static async Task<IReadOnlyList<AcceptResult>> AcceptAsync(PostgresDatabase database, IReadOnlyList<WebhookReceipt> receipts)
    {
        var stored = await database.QueryAsync(
            PostgresQueries.Accept,
            row => row.GetString(0),
            Text("webhooks", Json(receipts.DistinctBy(receipt => receipt.WebhookId))),

            // A setting, and so the same for all.
            Interval(receipts.Min(receipt => receipt.MinInterval)));
        var news = stored.ToHashSet(StringComparer.Ordinal);
        return [.. receipts.Select(receipt => news.Remove(receipt.WebhookId) ? AcceptResult.Stored : AcceptResult.Duplicate)];
    }

    public static async Task<ClaimResult> ClaimAsync(PostgresDatabase database, int limit, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var claims = await database.QueryAsync(
            PostgresQueries.Claim,
            row => ReadClaim(row, now, leaseUntil),
            Number("limit", limit),
            Time("now", now),
            Time("until", leaseUntil));

        // A full hand means that more may be due: no need to look for the next.
        var nextDue = claims.Count == limit ? now : (await database.QueryAsync(PostgresQueries.NextDue, row => ReadTime(row, 0)))[0];
        return new ClaimResult(claims, nextDue);
    }

    public static async Task<Claim?> TryClaimAsync(
        PostgresDatabase database, IncidentId incident, DateTimeOffset? stateAt, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var claims = await database.QueryAsync(
            PostgresQueries.LeaseOne,
            row => ReadClaim(row, now, leaseUntil),
            Text("id", incident.Value),
            Time("state", stateAt),
            Time("now", now),
            Time("until", leaseUntil));
        return claims.Count == 0 ? null : claims[0];
    }

    public static Task<List<DueIncident>> ReadDueAsync(PostgresDatabase database, int limit, DateTimeOffset now) => database.QueryAsync(
        PostgresQueries.ReadDue,
        row => new DueIncident(IncidentId.Parse(row.GetString(0)), row.GetInt64(1), row.GetInt64(2), ReadTime(row, 3), ReadTime(row, 4)),
        Time("now", now),
        Number("limit", limit));

    public static async Task<Claim?> TryClaimDueAsync(
        PostgresDatabase database, DueIncident due, DateTimeOffset? stateAt, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var claims = await database.QueryAsync(
            PostgresQueries.LeaseDue,
            row => ReadClaim(row, now, leaseUntil),
            Text("id", due.Incident.Value),
            Number("token", due.LeaseToken),
            Time("state", stateAt),
            Time("now", now),
            Time("until", leaseUntil));
        var claim = claims.Count == 0 ? null : claims[0];
        return stateAt is null ? claim : claim?.About(due);
    }

    public static async Task<bool> CompleteAsync(
        PostgresDatabase database, Claim claim, WorkOutcome outcome, DateTimeOffset now, TimeSpan minInterval)
    {
        var (name, reason, due, state) = outcome switch
        {
            WorkOutcome.Succeeded succeeded => ("succeeded", (FailureReason?)null, succeeded.LookAgainAt, succeeded.StateAt),
            WorkOutcome.Retry retry => ("retry", retry.Reason, retry.DueAt, null),
            WorkOutcome.DeadLetter dead => (DeadLetter, dead.Reason, dead.NextAt, null),
            _ => throw new InvalidOperationException($"No rule for {outcome.GetType().Name}."),
        };
        return await database.ExecuteAsync(
            reason is null ? PostgresQueries.Succeed : PostgresQueries.Fail,
            Text("id", claim.Incident.Value),
            Number("token", claim.LeaseToken),
            Number("generation", claim.Generation),
            Time("now", now),
            Interval(minInterval),
            Time("due", due),
            Time("state", state),
            Text("outcome", name),
            Number("failures", outcome is WorkOutcome.DeadLetter { LooksFirst: true } ? 0 : 1),
            Text("reason", reason is null ? null : Labels.Of(reason.Value))) == 1;
    }

    public static async Task<StoreStatistics> ReadStatisticsAsync(PostgresDatabase database)
    {
        var queue = await database.QueryAsync(
            PostgresQueries.CountPending, row => (Pending: row.GetInt64(0), Oldest: ReadTime(row, 1), LastAccepted: ReadTime(row, 2), Resync: ReadTime(row, 3)));
        var dead = await database.QueryAsync(
            PostgresQueries.CountDeadLetters,
            row => KeyValuePair.Create(Labels.Parse<FailureReason>(row.GetString(0)), row.GetInt64(1)));
        return new StoreStatistics(queue[0].Pending, queue[0].Oldest, dead.ToDictionary(), queue[0].LastAccepted, queue[0].Resync);
    }

    public static async Task<IReadOnlyDictionary<IncidentId, WorkItem>> ReadWorkAsync(
        PostgresDatabase database, IReadOnlyList<IncidentId> incidents)
    {
        var items = await database.QueryAsync(
            PostgresQueries.SelectWork, ReadWorkItem, Text("ids", string.Join(',', incidents)));
        return items.ToDictionary(item => item.Incident);
    }

    public static Task<List<WorkItem>> ReadDeadLettersAsync(PostgresDatabase database, int limit) =>
        database.QueryAsync(PostgresQueries.SelectDeadLetters, ReadWorkItem, Number("limit", limit));

    public static async Task<int> ForgetSettledAsync(PostgresDatabase database, DateTimeOffset before, int limit)
    {
        var forgotten = await database.QueryAsync(
            PostgresQueries.ForgetSettled, row => row.GetInt32(0), Time("before", before), Number("limit", limit));
        return forgotten[0];
    }

    private static string Json(IEnumerable<WebhookReceipt> receipts)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var receipt in receipts)
            {
                writer.WriteStartObject();
                writer.WriteString("webhook"u8, receipt.WebhookId);
                writer.WriteString("incident"u8, receipt.Incident.Value);
                writer.WriteNumber("at"u8, receipt.ReceivedAt.ToUnixTimeMilliseconds());
                writer.WriteString("trace"u8, receipt.TraceParent);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Claim ReadClaim(NpgsqlDataReader row, DateTimeOffset now, DateTimeOffset leaseUntil) => new(
        IncidentId.Parse(row.GetString(0)),
        Generation: row.GetInt64(1),
        LeaseToken: row.GetInt64(2),
        Attempts: row.GetInt32(3),
        LastFailure: ReadReason(row, 4),
        IsDeadLetter: row.GetString(5) == DeadLetter,
        PendingSince: ReadTime(row, 6),
        ClaimedAt: now,
        LeaseUntil: leaseUntil,
        TraceParent: ReadText(row, 7),
        StateAt: ReadTime(row, 8));

    private static WorkItem ReadWorkItem(NpgsqlDataReader row) => new(
        IncidentId.Parse(row.GetString(0)),
        Events: row.GetInt64(1),
        LastEventAt: ReadTime(row, 2),
        PendingSince: ReadTime(row, 3),
        StateAt: ReadTime(row, 4),
        ClaimedAt: ReadTime(row, 5),
        LeaseUntil: ReadTime(row, 6),
        DueAt: ReadTime(row, 7),
        Attempts: row.GetInt32(8),
        LastFailure: ReadReason(row, 9),
        IsDeadLetter: row.GetString(10) == DeadLetter);
}
