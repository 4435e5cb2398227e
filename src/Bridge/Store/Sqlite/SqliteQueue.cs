using System.Globalization;
using Bridge.Vocabulary;

namespace Bridge.Store.Sqlite;

/// <summary>Webhooks and deliveries, inside a transaction of the caller.</summary>
/// <param name="grafanas">The Grafanas of the settings.</param>
internal sealed class SqliteQueue(IReadOnlyList<string> grafanas)
{
    /// <summary>As a parameter: names are letters, digits, <c>-</c> and <c>_</c>.</summary>
    public string Grafanas { get; } = string.Create(CultureInfo.InvariantCulture, $"[\"{string.Join("\",\"", grafanas)}\"]");

    /// <summary>Notes webhooks, and makes the deliveries of each incident that they announce due once.</summary>
    /// <returns>What became of each.</returns>
    public IReadOnlyList<AcceptResult> Accept(SqliteSession session, IReadOnlyList<WebhookReceipt> receipts)
    {
        var results = new AcceptResult[receipts.Count];
        var events = new List<(DeliveryKey Delivery, WebhookReceipt Receipt)>(receipts.Count * grafanas.Count);
        for (var index = 0; index < results.Length; index++)
        {
            var receipt = receipts[index];
            var isNew = session.Execute(SqliteQueries.Remember, ("$id", receipt.WebhookId), ("$now", Ms(receipt.ReceivedAt))) == 1;
            SqliteNotes.Note(session, receipt.Subject, receipt.Visibility, receipt.ReceivedAt);
            results[index] = isNew ? AcceptResult.Stored : AcceptResult.Duplicate;
            foreach (var grafana in isNew ? grafanas : FailedGrafanas(session, receipt.Subject))
            {
                events.Add((new DeliveryKey(receipt.Subject, grafana), receipt));
            }
        }

        foreach (var delivery in events.GroupBy(one => one.Delivery, one => one.Receipt))
        {
            var first = delivery.MinBy(receipt => receipt.ReceivedAt)!;
            session.Execute(
                SqliteQueries.Enqueue,
                ("$id", delivery.Key.Subject.ToString()),
                ("$grafana", delivery.Key.Grafana),
                ("$events", delivery.Count()),
                ("$first", Ms(first.ReceivedAt)),
                ("$last", Ms(delivery.Max(receipt => receipt.ReceivedAt))),
                ("$trace", first.TraceParent),
                ("$interval", (long)first.MinInterval.TotalMilliseconds));
        }

        return results;
    }

    public static ClaimResult Claim(SqliteSession session, string grafana, Lane lane, int limit, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var due = ReadDue(session, grafana, lane, limit, now);
        var claims = due
            .SelectMany(one => Claims(session, SqliteQueries.Lease, new DeliveryKey(one.Subject, grafana), askedAt: null, now, leaseUntil))
            .ToList();

        // A full hand means that more may be due: no need to look for the next.
        var nextDue = due.Count == limit ? Ms(now) : session.Scalar(SqliteQueries.NextDue, ("$grafana", grafana), ("$lane", (int)lane)) as long?;
        return new ClaimResult(claims, nextDue is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(nextDue.Value));
    }

    public static Claim? TryClaim(SqliteSession session, DeliveryKey key, DateTimeOffset? askedAt, DateTimeOffset now, DateTimeOffset leaseUntil) =>
        Claims(session, SqliteQueries.LeaseOne, key, askedAt, now, leaseUntil).FirstOrDefault();

    public static Claim? TryClaimDue(SqliteSession session, DeliveryKey key, DateTimeOffset? askedAt, DateTimeOffset now, DateTimeOffset leaseUntil) =>
        Claims(session, SqliteQueries.LeaseDue, key, askedAt, now, leaseUntil).FirstOrDefault();

    public static Claim? TryClaimSeen(SqliteSession session, string grafana, DueDelivery seen, DateTimeOffset now, DateTimeOffset leaseUntil) =>
        session.Query(
            SqliteQueries.LeaseSeen,
            row => StoreRows.ReadClaim(row, now, leaseUntil)?.About(seen),
            ("$id", seen.Subject.ToString()),
            ("$grafana", grafana),
            ("$token", seen.LeaseToken),
            ("$now", Ms(now)),
            ("$until", Ms(leaseUntil))).FirstOrDefault();

    public static List<DueDelivery> ReadDue(SqliteSession session, string grafana, Lane lane, int limit, DateTimeOffset now)
    {
        var due = new List<DueDelivery>();
        foreach (var sql in new[] { SqliteQueries.SelectUrgent, SqliteQueries.SelectAwaited, SqliteQueries.SelectIdle })
        {
            if (due.Count < limit)
            {
                due.AddRange(session.Query(
                    sql,
                    row => StoreRows.ReadDue(row),
                    ("$grafana", grafana),
                    ("$lane", (int)lane),
                    ("$now", Ms(now)),
                    ("$limit", limit - due.Count)).OfType<DueDelivery>());
            }
        }

        return due;
    }

    /// <summary>Reads which incident would be claimed next in each Grafana.</summary>
    /// <returns>How much there is.</returns>
    public int ReadFirst(SqliteSession session) =>
        grafanas.Sum(grafana => ReadDue(session, grafana, Lane.Incidents, limit: 1, DateTimeOffset.MaxValue).Count);

    public static bool Complete(SqliteSession session, Claim claim, WorkOutcome outcome, DateTimeOffset now, TimeSpan minInterval)
    {
        (string, object?)[] common =
        [
            ("$id", claim.Subject.ToString()),
            ("$grafana", claim.Grafana),
            ("$token", claim.LeaseToken),
            ("$generation", claim.Generation),
            ("$now", Ms(now)),
            ("$interval", (long)minInterval.TotalMilliseconds),
        ];
        return outcome switch
        {
            WorkOutcome.Succeeded done => session.Execute(SqliteQueries.Succeed, [
                .. common,
                ("$due", done.LookAgainAt?.ToUnixTimeMilliseconds()),
                ("$asked", done.Shown?.AskedAt.ToUnixTimeMilliseconds()),
                ("$state", done.Shown?.StateAt?.ToUnixTimeMilliseconds()),
                ("$changed", done.Changed),
                ("$move", done.IsMove)]),
            WorkOutcome.Held held => session.Execute(SqliteQueries.Hold, [.. common, ("$asked", held.AskedAt?.ToUnixTimeMilliseconds()), ("$urgent", held.IsUrgent)]),
            WorkOutcome.Retry retry => session.Execute(SqliteQueries.Fail, [
                .. common,
                ("$due", Ms(retry.DueAt)),
                ("$asked", retry.AskedAt?.ToUnixTimeMilliseconds()),
                ("$outcome", Spelling.Retry),
                ("$failures", 1),
                ("$reason", Spelling.Of(retry.Reason)),
                ("$urgent", retry.IsUrgent)]),
            WorkOutcome.DeadLetter dead => session.Execute(SqliteQueries.Fail, [
                .. common,
                ("$due", Ms(dead.NextAt)),
                ("$asked", dead.AskedAt?.ToUnixTimeMilliseconds()),
                ("$outcome", Spelling.DeadLetter),
                ("$failures", dead.LooksFirst ? 0 : 1),
                ("$reason", Spelling.Of(dead.Reason)),
                ("$urgent", false)]),
            _ => throw new InvalidOperationException($"No rule for {outcome.GetType().Name}."),
        } == 1;
    }

    public static int MarkDue(
        SqliteSession session, IReadOnlyCollection<DeliveryKey> keys, DateTimeOffset eventAt, DateTimeOffset? unannouncedSince, DateTimeOffset now) => keys.Sum(
            key => session.Execute(
                SqliteQueries.MarkDue,
                ("$id", key.Subject.ToString()),
                ("$grafana", key.Grafana),
                ("$event", Ms(eventAt)),
                ("$unannounced", unannouncedSince?.ToUnixTimeMilliseconds()),
                ("$now", Ms(now))));

    public int Admit(SqliteSession session, DateTimeOffset since, DateTimeOffset now)
    {
        var added = grafanas.Sum(grafana =>
            session.Execute(SqliteQueries.TakeOver, ("$grafana", grafana), ("$now", Ms(now)))
            + session.Execute(SqliteQueries.Assign, ("$grafana", grafana)));
        session.Execute(SqliteQueries.TakenOver, ("$now", Ms(now)));
        session.Execute(SqliteQueries.Assigned);
        return added + grafanas.Sum(grafana =>
            session.Execute(SqliteQueries.Admit, ("$grafana", grafana), ("$since", Ms(since)), ("$now", Ms(now))));
    }

    public IReadOnlyDictionary<string, DueWork> CountDue(SqliteSession session, DateTimeOffset now) => session
        .Query(SqliteQueries.CountDue, StoreRows.ReadDueWork, ("$grafanas", Grafanas), ("$now", Ms(now)))
        .ToDictionary();

    public StoreStatistics ReadStatistics(SqliteSession session)
    {
        var queue = session.Query(
            SqliteQueries.CountPending,
            row => (Pending: row.GetInt64(0), Oldest: StoreRows.Time(row, 1), Others: row.GetInt64(2), OldestOther: StoreRows.Time(row, 3)),
            ("$grafanas", Grafanas))[0];
        var waiting = session.Query(
            SqliteQueries.CountPendingByGrafana, row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)), ("$grafanas", Grafanas));
        var dead = session.Query(
            SqliteQueries.CountDeadLetters,
            row => (Grafana: row.GetString(0), Reason: Spelling.Reason(StoreRows.Text(row, 1)), Count: row.GetInt64(2)),
            ("$grafanas", Grafanas));
        var last = session.Query(SqliteQueries.LastReceived, row => StoreRows.Time(row, 0))[0];
        var resync = session.Query(SqliteUpkeepQueries.LastResync, row => StoreRows.Time(row, 0)).FirstOrDefault();
        var first = session.Query(SqliteUpkeepQueries.FirstStart, row => StoreRows.Time(row, 0)).FirstOrDefault();
        return new StoreStatistics(queue.Pending, queue.Oldest, waiting.ToDictionary(), StoreRows.CountDead(dead), last, resync, first)
        {
            PendingOthers = queue.Others,
            OldestOtherSince = queue.OldestOther,
        };
    }

    public ILookup<SubjectId, Delivery> ReadDeliveries(SqliteSession session, IReadOnlyList<SubjectId> incidents) => incidents
        .Distinct()
        .SelectMany(incident => session.Query(
            SqliteQueries.SelectDeliveries, StoreRows.ReadDelivery, ("$id", incident.ToString()), ("$grafanas", Grafanas)))
        .OfType<Delivery>()
        .ToLookup(delivery => delivery.Key.Subject);

    public IReadOnlyList<Delivery> ReadDeadLetters(SqliteSession session, int limit) =>
        [.. session.Query(SqliteQueries.SelectDeadLetters, StoreRows.ReadDelivery, ("$limit", limit), ("$grafanas", Grafanas)).OfType<Delivery>()];

    public int CountMissed(SqliteSession session, DateTimeOffset before)
    {
        var missed = (long)session.Scalar(SqliteQueries.CountMissed, ("$before", Ms(before)), ("$grafanas", Grafanas))!;
        if (missed > 0)
        {
            session.Execute(SqliteQueries.ForgetMissed, ("$before", Ms(before)), ("$grafanas", Grafanas));
        }

        return (int)missed;
    }

    public int ForgetSettled(SqliteSession session, DateTimeOffset before, int limit) =>
        Forget(session, session.Query(
            SqliteUpkeepQueries.SelectSettled, row => row.GetString(0), ("$before", Ms(before)), ("$limit", limit), ("$grafanas", Grafanas)));

    public int ForgetUnshown(SqliteSession session, DateTimeOffset since, DateTimeOffset before, int limit) =>
        Forget(session, session.Query(
            SqliteUpkeepQueries.SelectUnshown,
            row => row.GetString(0),
            ("$since", Ms(since)),
            ("$before", Ms(before)),
            ("$limit", limit),
            ("$grafanas", Grafanas)));

    private static int Forget(SqliteSession session, List<string> ids)
    {
        foreach (var id in ids)
        {
            session.Execute(SqliteUpkeepQueries.ForgetLedger, ("$id", id));
            session.Execute(SqliteUpkeepQueries.ForgetDeliveries, ("$id", id));
            session.Execute(SqliteNotes.Forget, ("$id", id));
            session.Execute(SqliteNotes.ForgetParents, ("$id", id));
        }

        return ids.Count;
    }

    private IEnumerable<string> FailedGrafanas(SqliteSession session, SubjectId incident) =>
        session.Query(SqliteQueries.SelectFailed, row => row.GetString(0), ("$id", incident.ToString())).Intersect(grafanas);

    private static IEnumerable<Claim> Claims(
        SqliteSession session, string sql, DeliveryKey key, DateTimeOffset? askedAt, DateTimeOffset now, DateTimeOffset leaseUntil) => session.Query(
            sql,
            row => StoreRows.ReadClaim(row, now, leaseUntil),
            ("$id", key.Subject.ToString()),
            ("$grafana", key.Grafana),
            ("$asked", askedAt?.ToUnixTimeMilliseconds()),
            ("$now", Ms(now)),
            ("$until", Ms(leaseUntil))).OfType<Claim>();

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
