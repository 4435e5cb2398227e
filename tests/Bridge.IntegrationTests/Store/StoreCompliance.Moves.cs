using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

/// <summary>A delivery that is due for nothing but its open ends says so, and whatever else it is due for takes that back.</summary>
public abstract partial class StoreCompliance
{
    [Fact]
    public async Task What_is_due_for_its_open_ends_alone_says_so_when_it_is_due()
    {
        await MovesAtAsync("INC1", At(600));

        Assert.False((await Store.TryClaimAsync(new DeliveryKey(SubjectId.Parse("INC1"), Main), null, At(599), At(599.5), Token))!.IsMove);
        Assert.True(Assert.Single(await Store.ReadDueAsync(Main, Lane.Incidents, 10, At(600), Token)).IsMove);
        var claim = await ClaimOneAsync(At(600));
        Assert.Equal((true, null), (claim.IsMove, claim.PendingSince));
        await CompleteAsync(claim, new WorkOutcome.Succeeded(At(1200)) { IsMove = true }, At(601));
        Assert.True((await ClaimOneAsync(At(1200))).IsMove);
    }

    [Fact]
    public async Task A_look_for_something_else_is_no_move()
    {
        await SucceedAsync(await AcceptAndClaimAsync("INC1", Start), At(1), lookAgainAt: At(60));

        Assert.False(Assert.Single(await Store.ReadDueAsync(Main, Lane.Incidents, 10, At(60), Token)).IsMove);
        Assert.False((await ClaimOneAsync(At(60))).IsMove);
    }

    [Fact]
    public async Task An_event_makes_it_more_than_a_move_also_when_it_comes_late()
    {
        await MovesAtAsync("INC1", At(600));

        await AcceptAsync("INC1", At(700));

        Assert.False(Assert.Single(await Store.ReadDueAsync(Main, Lane.Incidents, 10, At(700), Token)).IsMove);
        Assert.False((await ClaimOneAsync(At(700))).IsMove);
    }

    [Fact]
    public async Task A_change_that_was_found_makes_it_more_than_a_move()
    {
        await MovesAtAsync("INC1", At(600));

        await Store.MarkDueAsync([new DeliveryKey(SubjectId.Parse("INC1"), Main)], At(600), null, At(600), Token);

        Assert.False((await ClaimOneAsync(At(600))).IsMove);
    }

    [Fact]
    public async Task A_move_that_failed_is_retried_as_more_than_a_move()
    {
        await MovesAtAsync("INC1", At(600));
        await RetryAsync(await ClaimOneAsync(At(600)), At(601), dueAt: At(602));

        Assert.False((await ClaimOneAsync(At(602))).IsMove);
    }

    [Fact]
    public async Task A_dead_letter_that_is_looked_at_when_it_would_have_moved_is_no_move()
    {
        await MovesAtAsync("INC1", At(600));
        await AcceptAsync("INC1", At(10));
        await CompleteAsync(await ClaimOneAsync(At(10)), new WorkOutcome.DeadLetter(FailureReason.Client, At(6000), LookAgainAt: At(600)), At(11));

        Assert.False((await ClaimOneAsync(At(600))).IsMove);
    }

    [Fact]
    public async Task A_move_that_was_held_stays_one()
    {
        await MovesAtAsync("INC1", At(600));
        await CompleteAsync(await ClaimOneAsync(At(600)), new WorkOutcome.Held(IsUrgent: false), At(601));

        Assert.True((await ClaimOneAsync(At(601))).IsMove);
    }

    [Fact]
    public async Task What_somebody_claimed_and_left_is_no_move_if_it_was_none_before()
    {
        await SucceedAsync(await AcceptAndClaimAsync("INC1", Start), At(1));
        var left = await Store.TryClaimAsync(new DeliveryKey(SubjectId.Parse("INC1"), Main), null, At(2), At(30), Token);
        Assert.NotNull(left);

        Assert.False((await ClaimOneAsync(At(30))).IsMove);
    }

    /// <summary>An incident is shown, and its open ends are due at a time.</summary>
    private async Task MovesAtAsync(string incident, DateTimeOffset at)
    {
        var claim = await AcceptAndClaimAsync(incident, Start);
        await CompleteAsync(claim, new WorkOutcome.Succeeded(at, new ShownVersion(At(0.1), At(0.1))) { IsMove = true }, At(1));
    }
}
