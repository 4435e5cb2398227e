using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Upstreams;
using Microsoft.Data.Sqlite;

namespace Bridge.Store.Sqlite;

/// <summary>Webhooks and work items, inside a transaction of the caller.</summary>
internal static class SqliteQueue
{
    private const string DeadLetter = "dead_letter";

    /// <summary>Notes webhooks, and queues each incident that they announce once.</summary>
    /// <returns>What became of each.</returns>
    public static IReadOnlyList<AcceptResult> Accept(SqliteSession session, IReadOnlyList<WebhookReceipt> receipts)
    {
        var results = new AcceptResult[receipts.Count];
        var events = new List<WebhookReceipt>(receipts.Count);
        for (var index = 0; index < results.Length; index++)
        {
            var receipt = receipts[index];
            var isNew = session.Execute(
                SqliteQueries.Remember, ("$id", receipt.WebhookId), ("$now", receipt.ReceivedAt.ToUnixTimeMilliseconds())) == 1;
            results[index] = isNew ? AcceptResult.Stored : AcceptResult.Duplicate;
            if (isNew || session.Scalar(SqliteQueries.IsDeadLetter, ("$id", receipt.Incident.Value)) is not null)
            {
                events.Add(receipt);
            }
        }

        foreach (var incident in events.GroupBy(receipt => receipt.Incident))
        {
            var first = incident.MinBy(receipt => receipt.ReceivedAt)!;
            session.Execute(
                SqliteQueries.Enqueue,
                ("$id", incident.Key.Value),
                ("$events", incident.Count()),
                ("$first", first.ReceivedAt.ToUnixTimeMilliseconds()),
                ("$last", incident.Max(receipt => receipt.ReceivedAt).ToUnixTimeMilliseconds()),
                ("$trace", first.TraceParent),
                ("$interval", (long)first.MinInterval.TotalMilliseconds));
        }

        return results;
    }

    public static ClaimResult Claim(SqliteSession session, int limit, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var nowMs = now.ToUnixTimeMilliseconds();
        var claims = ReadDue(session, limit, now).ConvertAll(due => session.Query(
            SqliteQueries.Lease,
            row => ReadClaim(row, due.Incident, now, leaseUntil),
            ("$id", due.Incident.Value),
            ("$now", nowMs),
            ("$until", leaseUntil.ToUnixTimeMilliseconds()))[0]);

        // A full hand means that more may be due: no need to look for the next.
        var nextDue = claims.Count == limit ? nowMs : session.Scalar(SqliteQueries.NextDue) as long?;
        return new ClaimResult(claims, nextDue is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(nextDue.Value));
    }

    public static Claim? TryClaim(
        SqliteSession session, IncidentId incident, DateTimeOffset? stateAt, DateTimeOffset now, DateTimeOffset leaseUntil) => session.Query(
            SqliteQueries.LeaseOne,
            row => ReadClaim(row, incident, now, leaseUntil),
            ("$id", incident.Value),
            ("$state", stateAt?.ToUnixTimeMilliseconds()),
            ("$now", now.ToUnixTimeMilliseconds()),
            ("$until", leaseUntil.ToUnixTimeMilliseconds())).FirstOrDefault();

    public static List<DueIncident> ReadDue(SqliteSession session, int limit, DateTimeOffset now)
    {
        var due = Read(SqliteQueries.SelectAwaited, limit);
        if (due.Count < limit)
        {
            due.AddRange(Read(SqliteQueries.SelectIdle, limit - due.Count));
        }

        return due;

        List<DueIncident> Read(string sql, int room) => session.Query(
            sql,
            row => new DueIncident(IncidentId.Parse(row.GetString(0)), row.GetInt64(1), row.GetInt64(2), Time(row, 3), Time(row, 4)),
            ("$now", now.ToUnixTimeMilliseconds()),
            ("$limit", room));
    }

    public static Claim? TryClaimDue(
        SqliteSession session, DueIncident due, DateTimeOffset? stateAt, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var claim = session.Query(
            SqliteQueries.LeaseDue,
            row => ReadClaim(row, due.Incident, now, leaseUntil),
            ("$id", due.Incident.Value),
            ("$token", due.LeaseToken),
            ("$state", stateAt?.ToUnixTimeMilliseconds()),
            ("$now", now.ToUnixTimeMilliseconds()),
            ("$until", leaseUntil.ToUnixTimeMilliseconds())).FirstOrDefault();
        return stateAt is null ? claim : claim?.About(due);
    }

    public static bool Complete(SqliteSession session, Claim claim, WorkOutcome outcome, DateTimeOffset now, TimeSpan minInterval)
    {
        var (name, reason, due, state) = outcome switch
        {
            WorkOutcome.Succeeded succeeded => ("succeeded", (FailureReason?)null, succeeded.LookAgainAt, succeeded.StateAt),
            WorkOutcome.Retry retry => ("retry", retry.Reason, retry.DueAt, null),
            WorkOutcome.DeadLetter dead => (DeadLetter, dead.Reason, dead.NextAt, null),
            _ => throw new InvalidOperationException($"No rule for {outcome.GetType().Name}."),
        };
        return session.Execute(
            reason is null ? SqliteQueries.Succeed : SqliteQueries.Fail,
            ("$id", claim.Incident.Value),
            ("$token", claim.LeaseToken),
            ("$generation", claim.Generation),
            ("$now", now.ToUnixTimeMilliseconds()),
            ("$interval", (long)minInterval.TotalMilliseconds),
            ("$due", due?.ToUnixTimeMilliseconds()),
            ("$state", state?.ToUnixTimeMilliseconds()),
            ("$outcome", name),
            ("$failures", outcome is WorkOutcome.DeadLetter { LooksFirst: true } ? 0 : 1),
            ("$reason", reason is null ? null : Labels.Of(reason.Value))) == 1;
    }

    public static StoreStatistics ReadStatistics(SqliteSession session)
    {
        var (pending, oldest) = session.Query(SqliteQueries.CountPending, row => (row.GetInt64(0), Time(row, 1)))[0];
        var dead = session.Query(
            SqliteQueries.CountDeadLetters,
            row => KeyValuePair.Create(Labels.Parse<FailureReason>(row.GetString(0)), row.GetInt64(1)));
        var last = session.Query(SqliteQueries.LastReceived, row => Time(row, 0))[0];
        var resync = session.Query(SqliteQueries.LastResync, row => Time(row, 0)).FirstOrDefault();
        return new StoreStatistics(pending, oldest, dead.ToDictionary(), last, resync);
    }

    public static IReadOnlyDictionary<IncidentId, WorkItem> ReadWork(SqliteSession session, IReadOnlyList<IncidentId> incidents) => incidents
        .Distinct()
        .SelectMany(incident => session.Query(SqliteQueries.SelectWork, ReadWorkItem, ("$id", incident.Value)))
        .ToDictionary(item => item.Incident);

    public static IReadOnlyList<WorkItem> ReadDeadLetters(SqliteSession session, int limit) =>
        session.Query(SqliteQueries.SelectDeadLetters, ReadWorkItem, ("$limit", limit));

    public static int ForgetSettled(SqliteSession session, DateTimeOffset before, int limit)
    {
        var settled = session.Query(
            SqliteQueries.SelectSettled, row => row.GetString(0), ("$before", before.ToUnixTimeMilliseconds()), ("$limit", limit));
        foreach (var id in settled)
        {
            session.Execute(SqliteQueries.ForgetLedger, ("$id", id));
            session.Execute(SqliteQueries.ForgetIncident, ("$id", id));
        }

        return settled.Count;
    }

    private static WorkItem ReadWorkItem(SqliteDataReader row) => new(
        IncidentId.Parse(row.GetString(0)),
        Events: row.GetInt64(1),
        LastEventAt: Time(row, 2),
        PendingSince: Time(row, 3),
        StateAt: Time(row, 4),
        ClaimedAt: Time(row, 5),
        LeaseUntil: Time(row, 6),
        DueAt: Time(row, 7),
        Attempts: row.GetInt32(8),
        LastFailure: Reason(row, 9),
        IsDeadLetter: row.GetString(10) == DeadLetter);

    private static Claim ReadClaim(SqliteDataReader row, IncidentId incident, DateTimeOffset now, DateTimeOffset leaseUntil) => new(
        incident,
        Generation: row.GetInt64(0),
        LeaseToken: row.GetInt64(1),
        Attempts: row.GetInt32(2),
        LastFailure: Reason(row, 3),
        IsDeadLetter: row.GetString(4) == DeadLetter,
        PendingSince: Time(row, 5),
        ClaimedAt: now,
        LeaseUntil: leaseUntil,
        TraceParent: row.IsDBNull(6) ? null : row.GetString(6),
        StateAt: Time(row, 7));

    internal static FailureReason? Reason(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : Labels.Parse<FailureReason>(row.GetString(column));

    internal static DateTimeOffset? Time(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
