using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

/// <summary>What is done in one Grafana waits for nothing in another.</summary>
public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Event_makes_every_grafanas_delivery_due_at_once_whatever_it_waits_for()
    {
        await ReopenAsync("retried", "dead", "idle", "looking", "new");
        foreach (var (grafana, outcome) in new (string, WorkOutcome)[]
        {
            ("retried", new WorkOutcome.Retry(FailureReason.Server, At(3600))),
            ("dead", new WorkOutcome.DeadLetter(FailureReason.Client, At(3600))),
            ("idle", new WorkOutcome.Succeeded(null)),
            ("looking", new WorkOutcome.Succeeded(At(3600))),
        })
        {
            await CompleteAsync((await TryClaimAsync(null, Start, grafana))!, outcome, At(1));
        }

        await AcceptAsync("INC1", At(60));

        foreach (var grafana in new[] { "retried", "dead", "idle", "looking", "new" })
        {
            Assert.Equal(At(60), await NextDueAsync(grafana));
            Assert.Equal(At(60), (await DeliveryAsync(grafana: grafana))!.PendingSince);
        }
    }

    [Fact]
    public async Task Event_makes_no_delivery_due_before_the_interval_since_its_own_last_claim_is_over()
    {
        await ReopenAsync(Main, Next);
        await AcceptAsync("INC1", Start);
        await SucceedAsync(await ClaimOneAsync(Start), At(0.1));
        await RetryAsync(await ClaimOneAsync(At(0.5), Next), At(0.6), dueAt: At(3600));

        await AcceptAsync("INC1", At(0.7));

        Assert.Equal(At(1), await NextDueAsync());
        Assert.Equal(At(1.5), await NextDueAsync(Next));
    }

    [Fact]
    public async Task Deliveries_are_leased_retried_dead_and_done_each_on_its_own()
    {
        await ReopenAsync(Main, Next, "third");
        await AcceptAsync("INC1", Start);
        var main = await ClaimOneAsync(Start);
        Assert.Equal((Key("INC1"), 1), (main.Key, main.Generation));

        Assert.Empty(await ClaimAsync(Start));
        await DeadLetterAsync(await ClaimOneAsync(At(1), Next), At(2), At(600), FailureReason.Client);
        await RetryAsync(await ClaimOneAsync(At(1), "third"), At(2), At(60), FailureReason.Network);
        await ShowAsync(main, At(2), At(3));

        var (done, dead, retried) = ((await DeliveryAsync())!, (await DeliveryAsync(grafana: Next))!, (await DeliveryAsync(grafana: "third"))!);
        Assert.Equal((null, null, 0, false, At(2)), (done.DueAt, done.PendingSince, done.Attempts, done.IsDeadLetter, done.AskedAt));
        Assert.Equal((At(600), Start, 1, true, null), (dead.DueAt, dead.PendingSince, dead.Attempts, dead.IsDeadLetter, dead.AskedAt));
        Assert.Equal((At(60), Start, 1, false, FailureReason.Network), (retried.DueAt, retried.PendingSince, retried.Attempts, retried.IsDeadLetter, retried.LastFailure));
    }

    [Fact]
    public async Task Lease_that_was_lost_in_one_grafana_holds_in_the_other()
    {
        await ReopenAsync(Main, Next);
        await AcceptAsync("INC1", Start);
        var (lost, held) = (await ClaimOneAsync(Start), await ClaimOneAsync(Start, Next));
        await ClaimOneAsync(lost.LeaseUntil);

        Assert.False(await SucceedAsync(lost, At(200)));
        Assert.True(await SucceedAsync(held, At(200)));
        Assert.Null(await NextDueAsync(Next));
        Assert.NotNull(await NextDueAsync());
    }

    [Fact]
    public async Task Event_during_a_lease_is_new_to_that_one_delivery_and_part_of_the_next_lease_of_the_other()
    {
        await ReopenAsync(Main, Next);
        await AcceptAsync("INC1", Start, trace: "00-first");
        var early = await ClaimOneAsync(Start);
        await AcceptAsync("INC1", At(10), trace: "00-second");
        var late = await ClaimOneAsync(At(11), Next);

        await SucceedAsync(early, At(12));
        await SucceedAsync(late, At(12));

        Assert.Equal((Start, 2), (late.PendingSince, late.Generation));
        Assert.Null(await NextDueAsync(Next));
        var again = await ClaimOneAsync(At(12));
        Assert.Equal((At(10), "00-second"), (again.PendingSince, again.TraceParent));
    }

    [Fact]
    public async Task Claim_of_one_grafana_does_not_write_to_the_ledger_of_another()
    {
        await ReopenAsync(Main, Next);
        await AcceptAsync("INC1", Start);
        var (main, next) = (await ClaimOneAsync(Start), await ClaimOneAsync(Start, Next));
        Assert.Equal(main.LeaseToken, next.LeaseToken);
        Assert.True(await Store.SaveLedgerAsync(next, Entry(next), Token));

        Assert.False(await Store.SaveLedgerAsync(main, Entry(next) with { AnnotationId = 99 }, Token));
        Assert.False(await Store.RemoveLedgerAsync(main, Entry(next).Key, Start, Token));

        Assert.Equal([Entry(next)], await Store.ReadLedgerAsync(Key("INC1", Next), Token));
    }

    [Fact]
    public async Task Claim_of_one_incident_does_not_write_to_the_ledger_of_another()
    {
        await AcceptAsync("INC1", Start);
        await AcceptAsync("INC2", Start);
        var claims = await ClaimAsync(Start);

        Assert.False(await Store.SaveLedgerAsync(claims[0], Entry(claims[1]), Token));
        Assert.False(await Store.RemoveLedgerAsync(claims[0], Entry(claims[1]).Key, Start, Token));
    }

    [Fact]
    public async Task Ledger_of_a_delivery_and_of_an_incident()
    {
        await ReopenAsync(Main, Next);
        await AcceptAsync("INC1", Start);
        var (main, next) = (await ClaimOneAsync(Start), await ClaimOneAsync(Start, Next));
        await Store.SaveLedgerAsync(main, Entry(main), Token);
        await Store.SaveLedgerAsync(next, Entry(next), Token);

        Assert.Equal([Entry(main)], await Store.ReadLedgerAsync(main.Key, Token));
        Assert.Equal([Entry(main), Entry(next)], await Store.ReadLedgerAsync(main.Subject, Token));
        Assert.Equal([main.Key, next.Key], await Store.ReadOpenAsync(Token));
        await Store.SaveLedgerAsync(main, Entry(main) with { Status = AnnotationStatus.Resolved }, Token);
        Assert.Equal([next.Key], await Store.ReadOpenAsync(Token));
    }

    [Fact]
    public async Task Duplicate_makes_due_what_failed_and_nothing_else()
    {
        await ReopenAsync(Main, Next, "third");
        await AcceptAsync("INC1", Start, "msg_a");
        await SucceedAsync(await ClaimOneAsync(Start), At(1));
        await DeadLetterAsync(await ClaimOneAsync(Start, Next), At(1), dueAt: At(3600));
        await RetryAsync(await ClaimOneAsync(Start, "third"), At(1), dueAt: At(3600));

        Assert.Equal(AcceptResult.Duplicate, await AcceptAsync("INC1", At(60), "msg_a"));

        Assert.Null(await NextDueAsync());
        Assert.Equal((At(60), At(60)), (await NextDueAsync(Next), await NextDueAsync("third")));
    }

    [Fact]
    public async Task Held_delivery_stays_due_keeps_how_it_stood_and_costs_no_attempt()
    {
        await RetryAsync(await AcceptAndClaimAsync("INC1", Start), At(1), dueAt: At(10), FailureReason.Network);

        Assert.True(await CompleteAsync(await ClaimOneAsync(At(10)), new WorkOutcome.Held(IsUrgent: false), At(11)));

        Assert.Equal(At(11), await NextDueAsync());
        var claim = await ClaimOneAsync(At(11));
        Assert.Equal((1, FailureReason.Network, false, Start), (claim.Attempts, claim.LastFailure, claim.IsDeadLetter, claim.PendingSince));
        await DeadLetterAsync(claim, At(12), At(20));
        await CompleteAsync(await ClaimOneAsync(At(20)), new WorkOutcome.Held(IsUrgent: false), At(21));
        Assert.Equal((2, true), ((await DeliveryAsync())!.Attempts, (await DeliveryAsync())!.IsDeadLetter));
        Assert.Equal(At(21), (await DeliveryAsync())!.DueAt);
        Assert.Null((await DeliveryAsync())!.LeaseUntil);
    }

    [Fact]
    public async Task Event_during_the_lease_of_what_is_held_stays()
    {
        await SucceedAsync(await AcceptAndClaimAsync("INC1", Start), At(1), lookAgainAt: At(60));
        var look = await ClaimOneAsync(At(60));
        await AcceptAsync("INC1", At(61), trace: "00-second");

        await CompleteAsync(look, new WorkOutcome.Held(IsUrgent: false), At(62));

        var next = await ClaimOneAsync(At(62));
        Assert.Equal((At(61), "00-second"), (next.PendingSince, next.TraceParent));
    }

    [Fact]
    public async Task Words_to_take_away_go_first_then_events_then_looks()
    {
        await SucceedAsync(await AcceptAndClaimAsync("LOOK", At(-9)), At(-9), lookAgainAt: At(1));
        await CompleteAsync(await AcceptAndClaimAsync("HELD", At(-9)), new WorkOutcome.Held(IsUrgent: true), At(4));
        await CompleteAsync(await AcceptAndClaimAsync("HIDE", At(-9)), new WorkOutcome.Retry(FailureReason.Server, At(5), IsUrgent: true), At(-9));
        await AcceptAsync("EVENT", At(3));

        Assert.Equal(["HELD", "HIDE", "EVENT", "LOOK"], (await ReadDueAsync(At(6))).Select(due => due.Subject.ToString()));
        Assert.Equal(["HELD", "HIDE"], (await ReadDueAsync(At(6), limit: 2)).Select(due => due.Subject.ToString()));
        foreach (var incident in new[] { "HELD", "HIDE", "EVENT", "LOOK" })
        {
            Assert.Equal(incident, Assert.Single(await ClaimAsync(At(6), limit: 1)).Subject.Value);
        }
    }

    [Fact]
    public async Task Words_are_urgent_until_they_are_taken_away()
    {
        await CompleteAsync(await AcceptAndClaimAsync("HIDE", Start), new WorkOutcome.Held(IsUrgent: true), At(1));
        await CompleteAsync(await ClaimOneAsync(At(1)), new WorkOutcome.Held(IsUrgent: false), At(9));
        await AcceptAsync("EVENT", At(2));
        Assert.Equal("HIDE", (await ReadDueAsync(At(10)))[0].Subject.Value);

        await CompleteAsync((await ClaimAsync(At(10), limit: 1))[0], new WorkOutcome.Succeeded(LookAgainAt: At(11)), At(10));

        Assert.Equal(["EVENT", "HIDE"], (await ReadDueAsync(At(12))).Select(due => due.Subject.ToString()));
    }

    [Fact]
    public async Task Grafana_that_is_well_again_gets_its_retries_and_dead_letters_and_no_other_grafana()
    {
        await ReopenAsync(Main, Next);
        foreach (var grafana in new[] { Main, Next })
        {
            await RetryAsync((await Store.TryClaimAsync(Key("RETRY", grafana), null, Start, At(120), Token))!, At(1), At(3600));
            await DeadLetterAsync((await Store.TryClaimAsync(Key("DEAD", grafana), null, Start, At(120), Token))!, At(1), At(3600));
            await SucceedAsync((await Store.TryClaimAsync(Key("LOOK", grafana), null, Start, At(120), Token))!, At(1), lookAgainAt: At(3600));
        }

        Assert.Equal(2, await Store.WakeAsync(Main, At(60), Token));

        Assert.Equal(["DEAD", "RETRY"], (await ReadDueAsync(At(60))).Select(due => due.Subject.ToString()).Order(StringComparer.Ordinal));
        Assert.Empty(await ReadDueAsync(At(60), grafana: Next));
        Assert.True((await DeliveryAsync("DEAD"))!.IsDeadLetter);
        Assert.Equal(1, (await DeliveryAsync("RETRY"))!.Attempts);
        Assert.Equal(0, await Store.WakeAsync(Main, At(61), Token));
    }

    [Fact]
    public async Task Statistics_count_incidents_once_and_deliveries_by_grafana()
    {
        await ReopenAsync(Main, Next);
        await AcceptAsync("BOTH", Start);
        await AcceptAsync("SHOWN", At(1));
        await AcceptAsync("DEAD", At(2));
        foreach (var claim in await ClaimAsync(At(3)))
        {
            await (claim.Subject.ToString() switch
            {
                "BOTH" => RetryAsync(claim, At(4), At(60)),
                "DEAD" => DeadLetterAsync(claim, At(4), At(60), FailureReason.Auth),
                _ => SucceedAsync(claim, At(4)),
            });
        }

        // A look that failed, which no event waits for.
        await RetryAsync((await Store.TryClaimAsync(Key("LOOK"), null, At(3), At(120), Token))!, At(4), At(60));

        var statistics = await Store.ReadStatisticsAsync(Token);
        Assert.Equal((3, Start), (statistics.Pending, statistics.OldestPendingSince));
        Assert.Equal(new Dictionary<string, long> { [Main] = 2, [Next] = 3 }, statistics.PendingByGrafana);
        Assert.Equal(new Dictionary<(string, FailureReason), long> { [(Main, FailureReason.Auth)] = 1 }, statistics.DeadLetters);
    }

    [Fact]
    public async Task Grafana_that_left_the_settings_keeps_its_deliveries_and_nothing_waits_for_it()
    {
        await ReopenAsync(Main, Next);
        await SettleAsync("INC1", Start);
        await AcceptAsync("INC2", Start);
        await DeadLetterAsync((await Store.TryClaimAsync(Key("INC2", Next), null, Start, At(120), Token))!, At(1), At(2));
        await SucceedAsync((await Store.TryClaimAsync(Key("INC2"), null, Start, At(120), Token))!, At(1));
        await MarkAsync(At(1), isUnannounced: true, Key("INC1", Next));

        await ReopenAsync(Main);

        var statistics = await Store.ReadStatisticsAsync(Token);
        Assert.Equal((0, null), (statistics.Pending, statistics.OldestPendingSince));
        Assert.Empty(statistics.PendingByGrafana);
        Assert.Empty(statistics.DeadLetters);
        Assert.Empty(await Store.ReadDeadLettersAsync(10, Token));
        Assert.Null(await DeliveryAsync("INC2", Next));
        Assert.Empty(await ReadDueAsync(MuchLater));
        Assert.Equal(2, await ForgetAsync());

        await ReopenAsync(Main, Next);
        Assert.Empty(await KnownAsync("INC1", "INC2"));
    }

    [Fact]
    public async Task Deliveries_of_a_grafana_that_left_the_settings_are_there_when_it_comes_back()
    {
        await ReopenAsync(Main, Next);
        await AcceptAsync("INC1", Start);

        await ReopenAsync(Main);
        await AcceptAsync("INC1", At(10));
        await ReopenAsync(Main, Next);

        Assert.Equal((Start, Start), ((await DeliveryAsync(grafana: Next))!.PendingSince, await NextDueAsync(Next)));
    }

    [Fact]
    public async Task Incident_is_forgotten_when_it_is_over_in_every_grafana()
    {
        await ReopenAsync(Main, Next);
        await AcceptAsync("INC1", Start);
        await SucceedAsync(await ClaimOneAsync(Start), At(1));
        Assert.Equal(0, await ForgetAsync());

        var next = await ClaimOneAsync(At(2), Next);
        await Store.SaveLedgerAsync(next, Ended("INC1", "default", Start, Next), Token);
        await DeadLetterAsync(next, At(3), At(4));
        Assert.Equal(0, await ForgetAsync());

        await SucceedAsync(await ClaimOneAsync(At(4), Next), At(5));
        Assert.Equal(0, await ForgetAsync(before: At(3)));
        Assert.Equal(1, await ForgetAsync());
        Assert.Empty(await KnownAsync("INC1"));
        Assert.Empty(await Store.ReadLedgerAsync(Inc1, Token));
    }
}
