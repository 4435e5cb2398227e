using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

/// <summary>What a Grafana gets that joins, and what the versions before left.</summary>
public abstract partial class StoreCompliance
{
    [Fact]
    public async Task New_grafana_gets_what_is_open_what_is_recent_and_what_waits()
    {
        await SettleAsync("RECENT", At(-5));
        await SettleAsync("OLD", At(-60));
        await SettleAsync("OPEN", At(-60), Ended("OPEN", "default", At(-60)) with { Status = AnnotationStatus.Open });
        await AcceptAsync("WAITS", At(-50));

        await ReopenAsync(Main, Next);
        Assert.Equal(3, await AdmitAsync(since: At(-10), Start));

        Assert.Equal(["OPEN", "RECENT", "WAITS"], await DueInAsync(Next, Start));
        Assert.Equal(["WAITS"], await DueInAsync(Main, Start));
        Assert.Null(await DeliveryAsync("OLD", Next));
        Assert.Equal(0, await AdmitAsync(since: At(-10), At(1)));
    }

    [Fact]
    public async Task New_grafana_takes_a_state_that_is_newer_than_the_newest_event()
    {
        await SettleAsync("INC1", Start);
        await ReopenAsync(Main, Next);
        await AdmitAsync(since: At(-10), At(60));

        Assert.Null(await TryClaimAsync(Start, At(61), Next));
        var claim = (await TryClaimAsync(At(1), At(61), Next))!;
        Assert.Equal((null, null, At(61)), (claim.PendingSince, claim.StateAt, claim.ClaimedAt));
    }

    [Fact]
    public async Task Grafana_that_was_away_gets_what_came_meanwhile_and_no_more()
    {
        await ReopenAsync(Main, Next);
        foreach (var incident in new[] { "CHANGED", "SAME" })
        {
            await AcceptAsync(incident, Start);
            await ShowAsync(await ClaimOneAsync(Start), At(1), At(1));
            await ShowAsync(await ClaimOneAsync(Start, Next), At(1), At(1));
        }

        await ReopenAsync(Main);
        await AcceptAsync("CHANGED", At(10));
        await ShowAsync(await ClaimOneAsync(At(10)), At(11), At(11));
        await ReopenAsync(Main, Next);

        Assert.Equal(1, await AdmitAsync(since: At(-10), At(60)));
        Assert.Equal(0, await AdmitAsync(since: At(-10), At(61)));
        Assert.Equal(["CHANGED"], await DueInAsync(Next, At(60)));
        Assert.Empty(await DueInAsync(Main, At(60)));
        Assert.Equal(At(10), Assert.Single(await ReadDueAsync(At(60), grafana: Next)).StateFrom);
    }

    [Fact]
    public async Task First_start_admits_nothing()
    {
        await ReopenAsync(Main, Next);

        Assert.Equal(0, await AdmitAsync(since: At(-10), Start));
    }

    [Fact]
    public async Task What_waits_without_a_grafana_goes_to_every_one_as_it_stands()
    {
        await ReopenAsync(Main, Next);
        await ExecuteAsync(
            $"""
            INSERT INTO deliveries (incident_id, grafana, generation, webhooks, pending_since, trace_parent, due_at, received_at, event_at, attempts, outcome, reason)
            VALUES ('INC1', '', 3, 3, {Ms(-90)}, '00-trace', {Ms(-80)}, {Ms(-85)}, {Ms(-85)}, 2, 'dead_letter', 'auth'),
                ('DONE', '', 1, 1, NULL, NULL, NULL, {Ms(-85)}, {Ms(-85)}, 0, 'succeeded', NULL)
            """);
        Assert.Empty(await KnownAsync("INC1", "DONE"));

        Assert.Equal(4, await AdmitAsync(since: At(-10), Start));

        foreach (var grafana in new[] { Main, Next })
        {
            var claim = await ClaimOneAsync(Start, grafana);
            Assert.Equal((Key("INC1", grafana), 2, true, At(-90), "00-trace"), (claim.Key, claim.Attempts, claim.IsDeadLetter, claim.PendingSince, claim.TraceParent));
            Assert.Null((await DeliveryAsync("DONE", grafana))!.DueAt);
        }

        Assert.Equal(0, await AdmitAsync(since: At(-10), At(1)));
    }

    [Fact]
    public async Task What_waits_without_a_grafana_does_not_undo_what_came_since()
    {
        await AcceptAsync("INC1", At(-1), trace: "00-new");
        await ExecuteAsync(
            $"INSERT INTO deliveries (incident_id, grafana, generation, pending_since, due_at, outcome) VALUES ('INC1', '', 3, {Ms(-90)}, {Ms(3600)}, 'dead_letter')");

        await AdmitAsync(since: At(-10), Start);

        Assert.Equal("00-new", (await ClaimOneAsync(Start)).TraceParent);
    }

    [Fact]
    public async Task Queue_of_a_replica_of_the_version_before_is_taken_over()
    {
        await ReopenAsync(Main, Next);
        await ShowAsync((await Store.TryClaimAsync(Key("KNOWN"), null, At(-60), At(60), Token))!, At(-60), At(-59));
        await ExecuteAsync(
            $"""
            INSERT INTO incidents (id, generation, pending_since, trace_parent, due_at, lease_until) VALUES
                ('KNOWN', 7, {Ms(-5)}, '00-trace', {Ms(-5)}, NULL),
                ('NEW', 1, {Ms(-4)}, NULL, {Ms(3600)}, {Ms(-1)}),
                ('LEASED', 1, {Ms(-3)}, NULL, {Ms(-3)}, {Ms(60)}),
                ('DONE', 1, NULL, NULL, NULL, NULL)
            """);

        Assert.Equal(4, await AdmitAsync(since: At(-10), Start));

        foreach (var grafana in new[] { Main, Next })
        {
            Assert.Equal(["KNOWN", "NEW"], await DueInAsync(grafana, Start));
        }

        Assert.Equal((At(-5), At(-4)), ((await DeliveryAsync("KNOWN"))!.PendingSince, (await DeliveryAsync("NEW", Next))!.PendingSince));
        Assert.Null(await Store.TryClaimAsync(Key("KNOWN"), At(-1), Start, At(60), Token));
        Assert.Equal("00-trace", (await Store.TryClaimAsync(Key("KNOWN"), null, Start, At(60), Token))!.TraceParent);
        Assert.Equal(0, await AdmitAsync(since: At(-10), At(1)));
        Assert.Equal(2, await AdmitAsync(since: At(-10), At(60)));
        Assert.NotNull(await DeliveryAsync("LEASED", Next));
    }

    private Task<int> AdmitAsync(DateTimeOffset since, DateTimeOffset now) => Store.AdmitAsync(since, now, Token);

    private async Task<IReadOnlyList<string>> DueInAsync(string grafana, DateTimeOffset now) =>
    [
        .. (await ReadDueAsync(now, grafana: grafana)).Concat(await ReadDueAsync(now, grafana: grafana, lane: Lane.Others))
            .Select(due => due.Subject.ToString()).Order(StringComparer.Ordinal),
    ];

    private static long Ms(double seconds) => At(seconds).ToUnixTimeMilliseconds();
}
