using System.Globalization;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

/// <summary>
/// Databases that earlier versions left behind: one file a store and schema, <c>Fixtures/{store}-{schema}.sql</c>, all with the same
/// rows. Whoever adds a migration adds the file of the schema before it, and never changes one.
/// </summary>
internal static class EarlierSchema
{
    /// <summary>When the newest row was written.</summary>
    private static readonly DateTimeOffset Left = DateTimeOffset.FromUnixTimeMilliseconds(1_772_362_800_000);

    private static readonly DateTimeOffset Now = Left.AddHours(3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static string Sql(string store, long schema) => File.ReadAllText(PathOf(store, schema));

    public static IEnumerable<long> Of(string store) => Directory.GetFiles(Folder, $"{store}-*.sql")
        .Select(file => long.Parse(Path.GetFileNameWithoutExtension(file)[(store.Length + 1)..], CultureInfo.InvariantCulture));

    /// <summary>The Grafanas that the fixtures know of.</summary>
    public static readonly string[] Grafanas = ["main", "next"];

    /// <summary>What the bridge does when it starts.</summary>
    public static Task<int> AdmitAsync(IBridgeStore store) => store.AdmitAsync(Left.AddDays(-30), Now, Token);

    /// <summary>All of it is there, in the words of today.</summary>
    public static async Task AssertKeptAsync(IBridgeStore store)
    {
        Assert.Equal(AcceptResult.Duplicate, await AcceptAsync(store, "msg_first", "DONE"));
        var known = await store.ReadDeliveriesAsync([.. new[] { "DONE", "WAITING", "LEASED", "RETRIED", "DEAD" }.Select(SubjectId.Parse)], Token);
        Assert.Equal(5, known.Count);
        Assert.All(known, deliveries => Assert.Equal(Grafanas, deliveries.Select(delivery => delivery.Key.Grafana)));
        Assert.All(known[SubjectId.Parse("DONE")], done => Assert.Null(done.PendingSince));
        Assert.All(known[SubjectId.Parse("WAITING")], waiting => Assert.Equal(Left, waiting.PendingSince));
        Assert.All(known[SubjectId.Parse("RETRIED")], retried => Assert.Equal((4, FailureReason.RateLimited), (retried.Attempts, retried.LastFailure)));
        Assert.Equal(
            ["DEAD in main", "DEAD in next"],
            (await store.ReadDeadLettersAsync(10, Token)).Select(letter => $"{letter.Key.Subject} in {letter.Key.Grafana}"));

        var ledger = await store.ReadLedgerAsync(SubjectId.Parse("DONE"), Token);
        Assert.Equal(
            ["main Region 41 f00d Resolved", "next Resolve 43 cafe Resolved", "next Start 42 beef Open"],
            ledger.Select(entry => $"{entry.Key.Grafana} {entry.Key.Part} {entry.AnnotationId} {entry.Fingerprint} {entry.Status}").Order(StringComparer.Ordinal));
        Assert.All(ledger, entry => Assert.Null(entry.Key.Dashboard));
        Assert.All(ledger, entry => Assert.Null(entry.LastFailure));
        var inDoubt = Assert.Single(await store.ReadLedgerAsync(SubjectId.Parse("LEASED"), Token));
        Assert.Null(inDoubt.AnnotationId);
    }

    /// <summary>The work that was left is taken up, on dashboards and with jobs that the schema did not know.</summary>
    public static async Task AssertWorkGoesOnAsync(IBridgeStore store)
    {
        var claims = new List<Claim>();
        foreach (var grafana in Grafanas)
        {
            var (here, _) = await store.ClaimAsync(grafana, Lane.Incidents, 10, Now, Now.AddMinutes(2), Token);
            Assert.Superset(new HashSet<string>(["DEAD", "LEASED", "RETRIED", "WAITING"]), here.Select(claim => claim.Subject.ToString()).ToHashSet());
            claims.AddRange(here);
        }

        var leased = claims.Single(claim => claim.Subject.ToString() == "LEASED" && claim.Grafana == "main");
        Assert.True(DashboardPanel.TryCreate("abc", 3, out var panel));
        var entry = new LedgerEntry(
            new LedgerKey(leased.Subject, "default", "main", AnnotationPart.Region, panel), 44, "fade", AnnotationStatus.Open, Left, Left, ConfirmAt: null);
        Assert.True(await store.SaveLedgerAsync(leased, entry, Token));
        foreach (var claim in claims)
        {
            Assert.True(await store.CompleteAsync(claim, new WorkOutcome.Succeeded(Left), Now, TimeSpan.Zero, Token));
        }

        Assert.Contains(entry, await store.ReadLedgerAsync(leased.Subject, Token));
        Assert.NotNull(await store.TryClaimJobAsync(new JobName(PeriodicJob.Resync), TimeSpan.FromMinutes(5), Now, Now.AddMinutes(2), Token));
        Assert.Equal(AcceptResult.Stored, await AcceptAsync(store, "msg_new", "NEW"));
    }

    /// <summary>
    /// Of the schema before deliveries: an incident in each state of the queue, once shown in both Grafanas (<c>_2</c>), once in one
    /// (<c>_1</c>) and once in none (<c>_0</c>), all heard of two months ago. Both stores understand it.
    /// </summary>
    public static readonly string Queue = string.Concat(Enumerable.Range(0, 3).Select(shown =>
        $"""
        INSERT INTO incidents (id, generation, pending_since, trace_parent, due_at, claimed_at, lease_until, attempts, outcome, reason, state_at, received_at)
        VALUES
            ('PENDING_{shown}',  2, {LongAgo}, '00-trace', {LongAgo}, NULL, NULL, 0, 'none', NULL, NULL, {LongAgo + 5}),
            ('RETRYING_{shown}', 3, {LongAgo}, NULL, {InAnHour}, {LongAgo}, NULL, 4, 'retry', 'network', {LongAgo}, {LongAgo}),
            ('LETTER_{shown}',   4, {LongAgo}, NULL, {InAnHour}, {LongAgo}, NULL, 9, 'dead_letter', 'auth', NULL, {LongAgo}),
            ('TAKEN_{shown}',    5, {LongAgo}, NULL, {LongAgo}, {LongAgo}, {InAnHour}, 0, 'succeeded', NULL, {LongAgo}, {LongAgo}),
            ('OVER_{shown}',     6, NULL, NULL, NULL, {LongAgo}, NULL, 0, 'succeeded', NULL, {LongAgo}, {LongAgo});

        """ + string.Concat(Grafanas.Take(shown).Select(grafana =>
        $"""
        INSERT INTO annotations (incident_id, route, grafana, dashboard, part, annotation_id, fingerprint, status, start_at, end_at)
        SELECT id, 'default', '{grafana}', '', 'region', 7, 'f00d', 'resolved', {LongAgo}, {LongAgo} FROM incidents WHERE id LIKE '%|_{shown}' ESCAPE '|';

        """))));

    /// <summary>Of the schema before numbers were unique: two entries of one Grafana with one number, and one of another Grafana. Both stores understand it.</summary>
    public const string Doubles = """
        INSERT INTO annotations (incident_id, route, grafana, dashboard, part, annotation_id, fingerprint, status, start_at, end_at)
        VALUES
            ('TWICE_1', 'default', 'main', '', 'region', 70, 'f00d', 'resolved', 1772359200000, 1772359200000),
            ('TWICE_2', 'default', 'main', '', 'region', 70, 'beef', 'resolved', 1772359200000, 1772359200000),
            ('TWICE_2', 'default', 'next', '', 'region', 70, 'cafe', 'resolved', 1772359200000, 1772359200000);
        """;

    /// <summary>The numbers that two have are forgotten, and not the entries.</summary>
    public static async Task AssertNoDoublesAsync(IBridgeStore store)
    {
        var one = await store.ReadLedgerAsync(SubjectId.Parse("TWICE_1"), Token);
        var other = await store.ReadLedgerAsync(SubjectId.Parse("TWICE_2"), Token);

        Assert.Equal(
            [("main", null, null), ("main", null, null), ("next", 70L, "cafe")],
            one.Concat(other).Select(entry => (entry.Key.Grafana, entry.AnnotationId, entry.Fingerprint)));
    }

    private static long LongAgo => Left.AddDays(-60).ToUnixTimeMilliseconds();

    private static long InAnHour => Now.AddHours(1).ToUnixTimeMilliseconds();

    /// <summary>What waited waits in every Grafana, what was over is over, and nothing is asked for anew.</summary>
    /// <param name="store">The store, which was just opened.</param>
    /// <param name="leasesAreLeft">Whether the worker that had a lease may still be there.</param>
    public static async Task AssertQueueAsync(IBridgeStore store, bool leasesAreLeft)
    {
        await AdmitAsync(store);
        Assert.Equal(0, await AdmitAsync(store));

        foreach (var shown in Enumerable.Range(0, 3))
        {
            var due = DateTimeOffset.FromUnixTimeMilliseconds(InAnHour);
            var since = DateTimeOffset.FromUnixTimeMilliseconds(LongAgo);
            Assert.All(
                await ReadAsync($"PENDING_{shown}"),
                one => Assert.Equal((since, false, true), (one.PendingSince ?? since, one.IsDeadLetter, one.DueAt <= Now)));
            Assert.All(
                await KnownBeforeAsync("RETRYING", shown),
                one => Assert.Equal((3, since, due, 4, FailureReason.Network), (one.Webhooks, one.PendingSince, one.DueAt, one.Attempts, one.LastFailure)));
            Assert.All(
                await KnownBeforeAsync("LETTER", shown),
                one => Assert.Equal((true, since, due, 9, FailureReason.Auth), (one.IsDeadLetter, one.PendingSince, one.DueAt, one.Attempts, one.LastFailure)));
            Assert.All(
                await KnownBeforeAsync("TAKEN", shown),
                one => Assert.Equal((since, leasesAreLeft ? due : since, null), (one.PendingSince, one.DueAt, one.LeaseUntil)));
            foreach (var waits in new[] { "PENDING", "RETRYING", "LETTER", "TAKEN" })
            {
                var deliveries = await ReadAsync($"{waits}_{shown}");
                Assert.Equal(Grafanas, deliveries.Select(delivery => delivery.Key.Grafana));
                Assert.All(deliveries, delivery => Assert.NotNull(delivery.DueAt));
            }

            var over = await ReadAsync($"OVER_{shown}");
            Assert.Equal(shown == 1 ? 1 : 2, over.Count);
            Assert.All(over, one => Assert.Equal((null, null, since), (one.DueAt, one.PendingSince, one.StateAt)));
        }

        // A state from between the two events of it is too old.
        var between = DateTimeOffset.FromUnixTimeMilliseconds(LongAgo + 2);
        Assert.Null(await store.TryClaimAsync(new DeliveryKey(SubjectId.Parse("PENDING_2"), "main"), between, Now, Now.AddMinutes(2), Token));
        Assert.Equal("00-trace", (await store.TryClaimAsync(new DeliveryKey(SubjectId.Parse("PENDING_2"), "main"), Now, Now, Now.AddMinutes(2), Token))!.TraceParent);

        async Task<List<Delivery>> ReadAsync(string incident) =>
            [.. (await store.ReadDeliveriesAsync([SubjectId.Parse(incident)], Token))[SubjectId.Parse(incident)]];

        // The Grafana that shows nothing of it yet begins with a look.
        async Task<IEnumerable<Delivery>> KnownBeforeAsync(string incident, int shown) =>
            (await ReadAsync($"{incident}_{shown}")).Take(shown == 1 ? 1 : 2);
    }

    private static Task<AcceptResult> AcceptAsync(IBridgeStore store, string webhook, string incident) => store.AcceptAsync(
        new WebhookReceipt(webhook, SubjectId.Parse(incident), Now, TimeSpan.Zero, TraceParent: null), Token);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Store", "Fixtures");

    private static string PathOf(string store, long schema) =>
        Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{store}-{schema:0000}.sql"));
}
