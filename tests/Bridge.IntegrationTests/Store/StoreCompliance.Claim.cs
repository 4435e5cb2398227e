using System.Globalization;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task First_claim_tells_of_the_event_and_of_the_lease()
    {
        await AcceptAsync("INC1", Start, trace: "00-trace");

        var claim = await ClaimOneAsync(At(2));

        Assert.Equal(1, claim.Generation);
        Assert.True(claim.LeaseToken > 0);
        Assert.Equal(0, claim.Attempts);
        Assert.Null(claim.LastFailure);
        Assert.False(claim.IsDeadLetter);
        Assert.Equal(Start, claim.PendingSince);
        Assert.Equal("00-trace", claim.TraceParent);
        Assert.Equal(At(2), claim.ClaimedAt);
        Assert.Equal(At(2) + LeaseTime, claim.LeaseUntil);
    }

    [Fact]
    public async Task Oldest_event_gives_the_time_and_the_trace()
    {
        await AcceptAsync("INC1", Start, trace: "00-first");
        await AcceptAsync("INC1", At(1), trace: "00-second");

        var claim = await ClaimOneAsync(At(2));

        Assert.Equal((Start, "00-first", 2), (claim.PendingSince, claim.TraceParent, claim.Generation));
    }

    [Fact]
    public async Task Event_without_a_trace_does_not_take_that_of_a_later_one()
    {
        await AcceptAsync("INC1", Start, trace: null);
        await AcceptAsync("INC1", At(1), trace: "00-second");

        Assert.Null((await ClaimOneAsync(At(2))).TraceParent);
    }

    [Fact]
    public async Task Nothing_is_claimed_before_it_is_due()
    {
        await AcceptAsync("INC1", Start);

        Assert.Empty(await ClaimAsync(Start.AddMilliseconds(-1)));
        Assert.Single(await ClaimAsync(Start));
    }

    [Fact]
    public async Task Longest_due_is_claimed_first_and_no_more_than_asked_for()
    {
        await AcceptAsync("INC3", At(3));
        await AcceptAsync("INC1", At(1));
        await AcceptAsync("INC2", At(2));

        var first = await ClaimAsync(At(10), limit: 2);
        var second = await ClaimAsync(At(10), limit: 2);

        Assert.Equal(["INC1", "INC2"], first.Select(claim => claim.Subject.ToString()));
        Assert.Equal(["INC3"], second.Select(claim => claim.Subject.ToString()));
    }

    [Fact]
    public async Task Event_goes_before_a_look_that_nobody_waits_for()
    {
        await SucceedAsync(await AcceptAndClaimAsync("INC1", Start), At(1), lookAgainAt: At(2));
        await AcceptAsync("INC2", At(3));

        Assert.Equal("INC2", Assert.Single(await ClaimAsync(At(10), limit: 1)).Subject.Value);
        Assert.Equal("INC1", Assert.Single(await ClaimAsync(At(10), limit: 1)).Subject.Value);
    }

    [Fact]
    public async Task Many_claimers_at_once_get_each_delivery_once()
    {
        var incidents = Enumerable.Range(0, 200).Select(number => number.ToString("'INC'000", CultureInfo.InvariantCulture)).ToList();
        await Task.WhenAll(incidents.Select(incident => AcceptAsync(incident, Start)));

        var hands = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => ClaimAsync(At(1), limit: 7), Token)));

        Assert.Equal(incidents, hands.SelectMany(hand => hand).Select(claim => claim.Subject.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Leased_delivery_is_not_claimed_again_until_its_lease_runs_out()
    {
        var first = await AcceptAndClaimAsync("INC1", Start);

        Assert.Empty(await ClaimAsync(first.LeaseUntil.AddMilliseconds(-1)));
        var second = await ClaimOneAsync(first.LeaseUntil);

        Assert.True(second.LeaseToken > first.LeaseToken);
        Assert.Equal(first.PendingSince, second.PendingSince);
    }

    [Fact]
    public async Task Each_claim_has_a_higher_token()
    {
        var first = await AcceptAndClaimAsync("INC1", Start);
        await SucceedAsync(first, At(1), lookAgainAt: At(10));

        var second = await ClaimOneAsync(At(10));

        Assert.True(second.LeaseToken > first.LeaseToken);
    }

    [Fact]
    public async Task Claim_after_failures_tells_how_many_and_why()
    {
        await RetryAsync(await AcceptAndClaimAsync("INC1", Start), At(1), dueAt: At(10), FailureReason.Server);
        await RetryAsync(await ClaimOneAsync(At(10)), At(11), dueAt: At(20), FailureReason.RateLimited);

        var claim = await ClaimOneAsync(At(20));

        Assert.Equal((2, FailureReason.RateLimited, false), (claim.Attempts, claim.LastFailure, claim.IsDeadLetter));
        Assert.Equal(Start, claim.PendingSince);
    }

    [Fact]
    public async Task Next_due_is_none_when_nothing_waits()
    {
        Assert.Null((await Store.ClaimAsync(Main, Lane.Incidents, 10, Start, At(60), Token)).NextDueAt);
    }

    [Fact]
    public async Task Next_due_is_the_earliest_of_what_is_left()
    {
        await RetryAsync(await AcceptAndClaimAsync("INC1", Start), At(1), dueAt: At(120));
        await RetryAsync(await AcceptAndClaimAsync("INC2", Start), At(1), dueAt: At(60));

        Assert.Equal(At(60), (await Store.ClaimAsync(Main, Lane.Incidents, 10, At(10), At(70), Token)).NextDueAt);
    }

    [Fact]
    public async Task Next_due_of_a_leased_delivery_is_the_end_of_its_lease()
    {
        await AcceptAsync("INC1", Start);

        Assert.Equal(At(90), (await Store.ClaimAsync(Main, Lane.Incidents, 10, Start, At(90), Token)).NextDueAt);
    }

    [Fact]
    public async Task Next_due_is_not_later_than_what_a_full_hand_left_behind()
    {
        await AcceptAsync("INC1", Start);
        await AcceptAsync("INC2", Start);

        var result = await Store.ClaimAsync(Main, Lane.Incidents, 1, At(5), At(90), Token);

        Assert.True(result.NextDueAt <= At(5));
    }

    [Fact]
    public async Task Work_that_waits_is_there_for_the_next_process()
    {
        await RetryAsync(await AcceptAndClaimAsync("INC1", Start), At(1), dueAt: At(60), FailureReason.Auth);

        await ReopenAsync();

        Assert.Equal(At(60), await NextDueAsync());
        var claim = await ClaimOneAsync(At(60));
        Assert.Equal((1, FailureReason.Auth, Start), (claim.Attempts, claim.LastFailure, claim.PendingSince));
    }
}
