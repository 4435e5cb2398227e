using System.Globalization;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Store;
using Bridge.Upstreams;

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

    /// <summary>All of it is there, in the words of today.</summary>
    public static async Task AssertKeptAsync(IBridgeStore store)
    {
        Assert.Equal(AcceptResult.Duplicate, await AcceptAsync(store, "msg_first", "DONE"));
        var work = await store.ReadWorkAsync([.. new[] { "DONE", "WAITING", "LEASED", "RETRIED", "DEAD" }.Select(IncidentId.Parse)], Token);
        Assert.Equal(5, work.Count);
        Assert.Null(work[IncidentId.Parse("DONE")].PendingSince);
        Assert.Equal(Left, work[IncidentId.Parse("WAITING")].PendingSince);
        Assert.Equal((4, FailureReason.RateLimited), (work[IncidentId.Parse("RETRIED")].Attempts, work[IncidentId.Parse("RETRIED")].LastFailure));
        Assert.Equal(["DEAD"], (await store.ReadDeadLettersAsync(10, Token)).Select(letter => letter.Incident.Value));

        var ledger = await store.ReadLedgerAsync(IncidentId.Parse("DONE"), Token);
        Assert.Equal(
            ["main Region 41 f00d Resolved", "next Resolve 43 cafe Resolved", "next Start 42 beef Open"],
            ledger.Select(entry => $"{entry.Key.Grafana} {entry.Key.Part} {entry.AnnotationId} {entry.Fingerprint} {entry.Status}").Order(StringComparer.Ordinal));
        Assert.All(ledger, entry => Assert.Null(entry.Key.Dashboard));
        Assert.All(ledger, entry => Assert.Null(entry.LastFailure));
        var inDoubt = Assert.Single(await store.ReadLedgerAsync(IncidentId.Parse("LEASED"), Token));
        Assert.Null(inDoubt.AnnotationId);
    }

    /// <summary>The work that was left is taken up, on dashboards and with jobs that the schema did not know.</summary>
    public static async Task AssertWorkGoesOnAsync(IBridgeStore store)
    {
        var (claims, _) = await store.ClaimAsync(10, Now, Now.AddMinutes(2), Token);
        Assert.Equal(["DEAD", "LEASED", "RETRIED", "WAITING"], claims.Select(claim => claim.Incident.Value).Order(StringComparer.Ordinal));

        var leased = claims.Single(claim => claim.Incident.Value == "LEASED");
        Assert.True(leased.LeaseToken > 7);
        Assert.True(DashboardPanel.TryCreate("abc", 3, out var panel));
        var entry = new LedgerEntry(
            new LedgerKey(leased.Incident, "default", "main", AnnotationPart.Region, panel), 44, "fade", AnnotationStatus.Open, Left, Left, ConfirmAt: null);
        Assert.True(await store.SaveLedgerAsync(leased, entry, Token));
        foreach (var claim in claims)
        {
            Assert.True(await store.CompleteAsync(claim, new WorkOutcome.Succeeded(Left), Now, TimeSpan.Zero, Token));
        }

        Assert.Contains(entry, await store.ReadLedgerAsync(leased.Incident, Token));
        Assert.NotNull(await store.TryClaimJobAsync(PeriodicJob.Resync, TimeSpan.FromMinutes(5), Now, Now.AddMinutes(2), Token));
        Assert.Equal(AcceptResult.Stored, await AcceptAsync(store, "msg_new", "NEW"));
    }

    private static Task<AcceptResult> AcceptAsync(IBridgeStore store, string webhook, string incident) => store.AcceptAsync(
        new WebhookReceipt(webhook, IncidentId.Parse(incident), Now, TimeSpan.Zero, TraceParent: null), Token);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Store", "Fixtures");

    private static string PathOf(string store, long schema) =>
        Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{store}-{schema:0000}.sql"));
}
