using System.Buffers;
using System.Data.Common;
using System.Text;
using System.Text.Json;
using Bridge.Vocabulary;
using Npgsql;
using static Bridge.Store.Postgres.PostgresDatabase;

namespace Bridge.Store.Postgres;

/// <summary>Webhooks and deliveries.</summary>
/// <param name="database">Where they are.</param>
/// <param name="lost">The leases that nobody got.</param>
/// <param name="grafanas">The Grafanas of the settings.</param>
/// <param name="clockSkew">By how much the clocks of replicas may differ.</param>
internal sealed class PostgresQueue(PostgresDatabase database, PostgresLostLeases lost, IReadOnlyList<string> grafanas, TimeSpan clockSkew)
{
    /// <summary>As a parameter: names are letters, digits, <c>-</c> and <c>_</c>.</summary>
    public string Grafanas { get; } = string.Join(',', grafanas);

    /// <summary>Notes webhooks and makes the deliveries of their incidents due, in one statement.</summary>
    /// <returns>What became of each.</returns>
    public async Task<IReadOnlyList<AcceptResult>> AcceptAsync(IReadOnlyList<WebhookReceipt> receipts)
    {
        var seen = new HashSet<string>(receipts.Count, StringComparer.Ordinal);
        var stored = await database.QueryAsync(
            PostgresEventQueries.Accept,
            row => row.GetString(0),
            Text("webhooks", Json(receipts, (writer, receipt) => Write(writer, receipt, isCopy: !seen.Add(receipt.WebhookId)))),
            Text("grafanas", Grafanas),

            // A setting, and so the same for all.
            Interval(receipts.Min(receipt => receipt.MinInterval)));
        var news = stored.ToHashSet(StringComparer.Ordinal);
        return [.. receipts.Select(receipt => news.Remove(receipt.WebhookId) ? AcceptResult.Stored : AcceptResult.Duplicate)];
    }

    public async Task<ClaimResult> ClaimAsync(string grafana, Lane lane, int limit, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var claims = await LeaseAsync(
            PostgresQueries.Claim,
            grafana,
            now,
            leaseUntil,
            row => StoreRows.ReadClaim(row, now, leaseUntil, clockSkew),
            Number("lane", (int)lane),
            Number("limit", limit));

        // A full hand means that more may be due: no need to look for the next.
        var nextDue = claims.Count == limit
            ? now
            : (await database.QueryAsync(PostgresQueries.NextDue, row => StoreRows.Time(row, 0), Text("grafana", grafana), Number("lane", (int)lane)))[0];
        return new ClaimResult([.. claims.OfType<Claim>()], nextDue);
    }

    public Task<Claim?> TryClaimAsync(DeliveryKey key, DateTimeOffset? askedAt, DateTimeOffset now, DateTimeOffset leaseUntil) =>
        ClaimOneAsync(PostgresQueries.LeaseOne, key, askedAt, now, leaseUntil);

    public async Task<Claim?> TryClaimSeenAsync(string grafana, DueDelivery seen, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var claims = await LeaseAsync(
            PostgresQueries.LeaseSeen,
            grafana,
            now,
            leaseUntil,
            row => StoreRows.ReadClaim(row, now, leaseUntil, clockSkew)?.About(seen),
            Text("id", seen.Subject.ToString()),
            Number("token", seen.LeaseToken));
        return claims.FirstOrDefault();
    }

    public Task<Claim?> TryClaimDueAsync(DeliveryKey key, DateTimeOffset? askedAt, DateTimeOffset now, DateTimeOffset leaseUntil) =>
        ClaimOneAsync(PostgresQueries.LeaseDue, key, askedAt, now, leaseUntil);

    public async Task<IReadOnlyList<DueDelivery>> ReadDueAsync(string grafana, Lane lane, int limit, DateTimeOffset now)
    {
        var due = await database.QueryAsync(
            PostgresQueries.ReadDue,
            row => StoreRows.ReadDue(row, clockSkew),
            Text("grafana", grafana),
            Number("lane", (int)lane),
            Time("now", now),
            Number("limit", limit));
        return [.. due.OfType<DueDelivery>()];
    }

    /// <summary>Reads which incident would be claimed next in each Grafana.</summary>
    public async Task ReadFirstAsync()
    {
        foreach (var grafana in grafanas)
        {
            await ReadDueAsync(grafana, Lane.Incidents, limit: 1, DateTimeOffset.MaxValue);
        }
    }

    public async Task<bool> CompleteAsync(Claim claim, WorkOutcome outcome, DateTimeOffset now, TimeSpan minInterval)
    {
        var id = Text("id", claim.Subject.ToString());
        var (grafana, token, generation) = (Text("grafana", claim.Grafana), Number("token", claim.LeaseToken), Number("generation", claim.Generation));
        var (at, interval) = (Time("now", now), Interval(minInterval));
        return await (outcome switch
        {
            WorkOutcome.Succeeded done => database.ExecuteAsync(
                PostgresQueries.Succeed, id, grafana, token, generation, at, interval,
                Time("due", done.LookAgainAt), Time("asked", done.Shown?.AskedAt), Time("state", done.Shown?.StateAt), Flag("changed", done.Changed), Flag("move", done.IsMove)),
            WorkOutcome.Held held => database.ExecuteAsync(PostgresQueries.Hold, id, grafana, token, at, Time("asked", held.AskedAt), Flag("urgent", held.IsUrgent)),
            WorkOutcome.Retry retry => database.ExecuteAsync(
                PostgresQueries.Fail, id, grafana, token, generation, at, interval,
                Time("due", retry.DueAt), Time("asked", retry.AskedAt), Text("outcome", Spelling.Retry), Number("failures", 1), Text("reason", Spelling.Of(retry.Reason)),
                Flag("urgent", retry.IsUrgent)),
            WorkOutcome.DeadLetter dead => database.ExecuteAsync(
                PostgresQueries.Fail, id, grafana, token, generation, at, interval,
                Time("due", dead.NextAt), Time("asked", dead.AskedAt), Text("outcome", Spelling.DeadLetter), Number("failures", dead.LooksFirst ? 0 : 1),
                Text("reason", Spelling.Of(dead.Reason)), Flag("urgent", false)),
            _ => throw new InvalidOperationException($"No rule for {outcome.GetType().Name}."),
        }) == 1;
    }

    public Task MarkDueAsync(IReadOnlyCollection<DeliveryKey> keys, DateTimeOffset eventAt, DateTimeOffset? unannouncedSince, DateTimeOffset now) =>
        database.ExecuteAsync(
            PostgresEventQueries.MarkDue,
            Text("keys", Json(keys.Distinct(), Write)),
            Time("event", eventAt),
            Time("unannounced", unannouncedSince),
            Time("now", now));

    public async Task<int> AdmitAsync(DateTimeOffset since, DateTimeOffset now) =>
        await database.ExecuteAsync(PostgresEventQueries.TakeOver, Text("grafanas", Grafanas), Time("now", now))
        + await database.ExecuteAsync(PostgresEventQueries.Assign, Text("grafanas", Grafanas))
        + await database.ExecuteAsync(PostgresEventQueries.Admit, Text("grafanas", Grafanas), Time("since", since), Time("now", now));

    public async Task<IReadOnlyDictionary<string, DueWork>> CountDueAsync(DateTimeOffset now)
    {
        var due = await database.QueryAsync(PostgresQueries.CountDue, StoreRows.ReadDueWork, Text("grafanas", Grafanas), Time("now", now));
        return due.ToDictionary();
    }

    public async Task<StoreStatistics> ReadStatisticsAsync()
    {
        var queue = await database.QueryAsync(
            PostgresQueries.CountPending,
            row => (
                Pending: row.GetInt64(0),
                Oldest: StoreRows.Time(row, 1),
                Others: row.GetInt64(2),
                OldestOther: StoreRows.Time(row, 3),
                LastAccepted: StoreRows.Time(row, 4),
                Resync: StoreRows.Time(row, 5),
                FirstStart: StoreRows.Time(row, 6)),
            Text("grafanas", Grafanas));
        var waiting = await database.QueryAsync(
            PostgresQueries.CountPendingByGrafana, row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)), Text("grafanas", Grafanas));
        var dead = await database.QueryAsync(
            PostgresQueries.CountDeadLetters,
            row => (Grafana: row.GetString(0), Reason: Spelling.Reason(StoreRows.Text(row, 1)), Count: row.GetInt64(2)),
            Text("grafanas", Grafanas));
        return new StoreStatistics(
            queue[0].Pending, queue[0].Oldest, waiting.ToDictionary(), StoreRows.CountDead(dead), queue[0].LastAccepted, queue[0].Resync, queue[0].FirstStart)
        {
            PendingOthers = queue[0].Others,
            OldestOtherSince = queue[0].OldestOther,
        };
    }

    public async Task<ILookup<SubjectId, Delivery>> ReadDeliveriesAsync(IReadOnlyList<SubjectId> incidents)
    {
        var deliveries = await database.QueryAsync(
            PostgresQueries.SelectDeliveries, StoreRows.ReadDelivery, Text("ids", string.Join(',', incidents)), Text("grafanas", Grafanas));
        return deliveries.OfType<Delivery>().ToLookup(delivery => delivery.Key.Subject);
    }

    public async Task<IReadOnlyList<Delivery>> ReadDeadLettersAsync(int limit)
    {
        var dead = await database.QueryAsync(
            PostgresQueries.SelectDeadLetters, StoreRows.ReadDelivery, Number("limit", limit), Text("grafanas", Grafanas));
        return [.. dead.OfType<Delivery>()];
    }

    public async Task<int> CountMissedAsync(DateTimeOffset before) =>
        (await database.QueryAsync(PostgresQueries.CountMissed, row => row.GetInt32(0), Time("before", before), Text("grafanas", Grafanas)))[0];

    public async Task<int> ForgetSettledAsync(DateTimeOffset before, int limit) => (await database.QueryAsync(
        PostgresUpkeepQueries.ForgetSettled, row => row.GetInt32(0), Time("before", before), Number("limit", limit), Text("grafanas", Grafanas)))[0];

    public async Task<int> ForgetUnshownAsync(DateTimeOffset since, DateTimeOffset before, int limit) => (await database.QueryAsync(
        PostgresUpkeepQueries.ForgetUnshown,
        row => row.GetInt32(0),
        Time("since", since),
        Time("before", before),
        Number("limit", limit),
        Text("grafanas", Grafanas)))[0];

    private async Task<Claim?> ClaimOneAsync(string sql, DeliveryKey key, DateTimeOffset? askedAt, DateTimeOffset now, DateTimeOffset leaseUntil)
    {
        var claims = await LeaseAsync(
            sql,
            key.Grafana,
            now,
            leaseUntil,
            row => StoreRows.ReadClaim(row, now, leaseUntil, clockSkew),
            Text("id", key.Subject.ToString()),
            Time("asked", askedAt),
            Number("skew", (int)clockSkew.TotalMilliseconds));
        return claims.FirstOrDefault();
    }

    private Task<List<Claim?>> LeaseAsync(
        string sql, string grafana, DateTimeOffset now, DateTimeOffset leaseUntil, Func<DbDataReader, Claim?> read, params NpgsqlParameter[] parameters) =>
        lost.ClaimAsync(PostgresQueries.Free, grafana, now, leaseUntil, () => database.QueryAsync(
            sql, read, [Text("grafana", grafana), Time("now", now), Time("until", leaseUntil), .. parameters]));

    private static void Write(Utf8JsonWriter writer, WebhookReceipt receipt, bool isCopy)
    {
        writer.WriteString("webhook"u8, receipt.WebhookId);
        writer.WriteString("incident"u8, receipt.Subject.ToString());
        writer.WriteNumber("at"u8, receipt.ReceivedAt.ToUnixTimeMilliseconds());
        writer.WriteString("trace"u8, receipt.TraceParent);
        writer.WriteBoolean("copy"u8, isCopy);
        if (receipt.Visibility != Visibility.Unknown)
        {
            writer.WriteString("visibility"u8, Labels.Of(receipt.Visibility));
        }
    }

    private static void Write(Utf8JsonWriter writer, DeliveryKey key)
    {
        writer.WriteString("incident"u8, key.Subject.ToString());
        writer.WriteString("grafana"u8, key.Grafana);
    }

    /// <summary>Many rows in one parameter.</summary>
    private static string Json<TItem>(IEnumerable<TItem> items, Action<Utf8JsonWriter, TItem> write)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (var item in items)
            {
                writer.WriteStartObject();
                write(writer, item);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
