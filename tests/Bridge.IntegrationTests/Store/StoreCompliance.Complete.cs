using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Success_leaves_nothing_to_do()
    {
        var ended = await SucceedAsync(await AcceptAndClaimAsync("INC1", Start), At(1));

        Assert.True(ended);
        Assert.Null(await NextDueAsync());
    }

    [Fact]
    public async Task Success_may_ask_for_another_look_that_no_event_waits_for()
    {
        await SucceedAsync(await AcceptAndClaimAsync("INC1", Start), At(1), lookAgainAt: At(60));

        Assert.Equal(At(60), await NextDueAsync());
        var claim = await ClaimOneAsync(At(60));
        Assert.Null(claim.PendingSince);
        Assert.Null(claim.TraceParent);
    }

    [Fact]
    public async Task Success_forgets_the_failures_before_it()
    {
        await DeadLetterAsync(await AcceptAndClaimAsync("INC1", Start), At(1), dueAt: At(60));
        await SucceedAsync(await ClaimOneAsync(At(60)), At(61), lookAgainAt: At(120));

        var claim = await ClaimOneAsync(At(120));

        Assert.Equal((0, null, false), (claim.Attempts, claim.LastFailure, claim.IsDeadLetter));
    }

    [Fact]
    public async Task Event_during_a_lease_keeps_the_delivery_due_when_the_interval_is_over()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        await AcceptAsync("INC1", At(0.1));

        await SucceedAsync(claim, At(0.2));

        Assert.Equal(Start + MinInterval, await NextDueAsync());
    }

    [Fact]
    public async Task Event_during_a_long_lease_keeps_the_delivery_due_at_once()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        await AcceptAsync("INC1", At(0.1));

        await SucceedAsync(claim, At(30), lookAgainAt: At(3600));

        Assert.Equal(At(30), await NextDueAsync());
    }

    [Fact]
    public async Task Oldest_event_during_a_lease_gives_the_next_claim_its_time_and_trace()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        await AcceptAsync("INC1", At(1), trace: "00-second");
        await AcceptAsync("INC1", At(2), trace: "00-third");
        await SucceedAsync(claim, At(3));

        var next = await ClaimOneAsync(At(3));

        Assert.Equal((At(1), "00-second"), (next.PendingSince, next.TraceParent));
        await SucceedAsync(next, At(4));
        Assert.Null(await NextDueAsync());
    }

    [Fact]
    public async Task Event_during_a_look_that_no_event_asked_for_is_the_oldest_one()
    {
        await SucceedAsync(await AcceptAndClaimAsync("INC1", Start), At(1), lookAgainAt: At(60));
        var look = await ClaimOneAsync(At(60));
        await AcceptAsync("INC1", At(61), trace: "00-second");
        await RetryAsync(look, At(62), dueAt: At(90));

        var next = await ClaimOneAsync(At(90));

        Assert.Equal((At(61), "00-second"), (next.PendingSince, next.TraceParent));
    }

    [Fact]
    public async Task Retry_is_due_at_its_time()
    {
        var ended = await RetryAsync(await AcceptAndClaimAsync("INC1", Start), At(1), dueAt: At(45));

        Assert.True(ended);
        Assert.Equal(At(45), await NextDueAsync());
    }

    [Fact]
    public async Task Event_during_the_lease_wakes_the_retry_and_the_older_event_stays()
    {
        await AcceptAsync("INC1", Start, trace: "00-first");
        var claim = await ClaimOneAsync(Start);
        await AcceptAsync("INC1", At(1), trace: "00-second");

        await RetryAsync(claim, At(2), dueAt: At(45));

        Assert.Equal(At(2), await NextDueAsync());
        var next = await ClaimOneAsync(At(2));
        Assert.Equal((Start, "00-first", 1), (next.PendingSince, next.TraceParent, next.Attempts));
    }

    [Fact]
    public async Task Dead_letter_is_kept_and_tried_again_at_its_time()
    {
        await DeadLetterAsync(await AcceptAndClaimAsync("INC1", Start), At(1), dueAt: At(3600), FailureReason.InvalidAnswer);

        Assert.Equal(At(3600), await NextDueAsync());
        var claim = await ClaimOneAsync(At(3600));
        Assert.Equal((1, FailureReason.InvalidAnswer, true), (claim.Attempts, claim.LastFailure, claim.IsDeadLetter));
        Assert.Equal(Start, claim.PendingSince);
    }

    [Fact]
    public async Task Dead_letter_that_is_looked_at_before_its_retry_keeps_the_attempts_that_it_had()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);

        await CompleteAsync(claim, new WorkOutcome.DeadLetter(FailureReason.Settings, At(600), LookAgainAt: At(60)), At(1));

        Assert.Equal(At(60), await NextDueAsync());
        var look = await ClaimOneAsync(At(60));
        Assert.Equal((0, FailureReason.Settings, true), (look.Attempts, look.LastFailure, look.IsDeadLetter));
        await CompleteAsync(look, new WorkOutcome.DeadLetter(FailureReason.Settings, At(660), LookAgainAt: At(1200)), At(61));
        Assert.Equal(At(660), await NextDueAsync());
        Assert.Equal(1, (await ClaimOneAsync(At(660))).Attempts);
    }

    [Fact]
    public async Task Event_during_the_lease_wakes_what_becomes_a_dead_letter()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        await AcceptAsync("INC1", At(1));

        await DeadLetterAsync(claim, At(2), dueAt: At(3600));

        Assert.Equal(At(2), await NextDueAsync());
    }

    [Fact]
    public async Task Lost_lease_cannot_complete()
    {
        var lost = await AcceptAndClaimAsync("INC1", Start);
        var current = await ClaimOneAsync(lost.LeaseUntil);

        Assert.False(await SucceedAsync(lost, At(200)));
        Assert.False(await RetryAsync(lost, At(200), dueAt: At(300)));
        Assert.False(await DeadLetterAsync(lost, At(200), dueAt: At(300)));
        Assert.False(await CompleteAsync(lost, new WorkOutcome.Held(IsUrgent: false), At(200)));

        Assert.Equal(current.LeaseUntil, await NextDueAsync());
        var next = await ClaimOneAsync(current.LeaseUntil);
        Assert.Equal((0, null, Start), (next.Attempts, next.LastFailure, next.PendingSince));
    }

    [Fact]
    public async Task Lease_that_ran_out_but_was_not_lost_can_complete()
    {
        var late = await AcceptAndClaimAsync("INC1", Start);

        Assert.True(await SucceedAsync(late, late.LeaseUntil.AddSeconds(1)));
        Assert.Null(await NextDueAsync());
    }

    [Fact]
    public async Task Event_that_an_expired_lease_left_behind_is_not_the_oldest_after_a_later_success()
    {
        var expired = await AcceptAndClaimAsync("INC1", Start);
        await AcceptAsync("INC1", At(1), trace: "00-second");
        var claim = await ClaimOneAsync(expired.LeaseUntil);
        await AcceptAsync("INC1", At(150), trace: "00-third");
        await SucceedAsync(claim, At(160));

        var next = await ClaimOneAsync(At(160));

        Assert.Equal((At(150), "00-third"), (next.PendingSince, next.TraceParent));
    }

    [Fact]
    public async Task Claim_that_was_completed_cannot_complete_again()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        await SucceedAsync(claim, At(1));

        var again = await RetryAsync(claim, At(2), dueAt: At(60));

        Assert.False(again);
        Assert.Null(await NextDueAsync());
    }
}
