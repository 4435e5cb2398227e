using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Looking_at_the_queue_tells_what_is_due_and_leases_nothing()
    {
        await AcceptAsync("INC1", Start);
        await AcceptAsync("INC1", At(1));
        await AcceptAsync("LATER", At(9));

        var due = Assert.Single(await ReadDueAsync(At(2)));

        Assert.Equal(new DueDelivery(SubjectId.Parse("INC1"), LeaseToken: 0, PendingSince: Start, StateFrom: At(1), StateAt: null, Generation: 2), due);
        Assert.Single(await ClaimAsync(At(2)));
    }

    [Fact]
    public async Task What_somebody_has_or_what_waits_for_its_retry_is_not_due()
    {
        await AcceptAndClaimAsync("LEASED", Start);
        await RetryAsync(await AcceptAndClaimAsync("FAILED", Start), Start, At(60));

        Assert.Empty(await ReadDueAsync(At(5)));
        Assert.Single(await ReadDueAsync(At(61)), due => due.Subject.ToString() == "FAILED");
        Assert.Equal(2, (await ReadDueAsync(At(121))).Count);
    }

    [Fact]
    public async Task Queue_is_read_in_the_order_in_which_it_is_claimed_and_no_further_than_asked_for()
    {
        await SucceedAsync(await AcceptAndClaimAsync("LOOK", Start), Start, lookAgainAt: At(1));
        await AcceptAsync("INC3", At(3));
        await AcceptAsync("INC2", At(2));

        Assert.Equal(["INC2", "INC3", "LOOK"], (await ReadDueAsync(At(4))).Select(due => due.Subject.ToString()));
        Assert.Equal(["INC2", "INC3"], (await ReadDueAsync(At(4), limit: 2)).Select(due => due.Subject.ToString()));
    }

    [Fact]
    public async Task Claim_of_a_due_delivery_follows_the_lease_that_was_read()
    {
        await AcceptAsync("INC1", Start, trace: "00-trace");
        var due = await ReadOneDueAsync(At(1));

        var claim = (await ClaimDueAsync(due, At(2)))!;

        Assert.Equal(due.LeaseToken + 1, claim.LeaseToken);
        Assert.Equal((1, Start, "00-trace", At(2), At(2) + LeaseTime), (claim.Generation, claim.PendingSince, claim.TraceParent, claim.ClaimedAt, claim.LeaseUntil));
        Assert.Null(await ClaimDueAsync(due, At(3)));
        Assert.Empty(await ClaimAsync(At(3)));
    }

    [Fact]
    public async Task What_was_read_as_due_and_is_done_since_is_not_claimed()
    {
        await AcceptAsync("INC1", Start);
        var due = await ReadOneDueAsync(Start);
        await SucceedAsync(await ClaimOneAsync(Start), At(1));

        Assert.Null(await ClaimDueAsync(due, At(2)));
    }

    [Fact]
    public async Task What_was_read_as_due_and_is_forgotten_since_is_not_claimed() =>
        Assert.Null(await ClaimDueAsync(new DueDelivery(SubjectId.Parse("NEVER"), 0, Start, null, null), At(2)));

    [Fact]
    public async Task State_that_was_asked_for_before_an_event_that_came_since_is_not_worth_a_claim()
    {
        await AcceptAsync("INC1", Start);
        var due = await ReadOneDueAsync(At(1));
        await AcceptAsync("INC1", At(2));

        Assert.Null(await ClaimDueAsync(due, At(3), askedAt: At(1)));
        Assert.Null(await ClaimDueAsync(due, At(3), askedAt: At(2)));
        await ShowAsync((await ClaimDueAsync(due, At(3), askedAt: At(2.5)))!, At(2.5), At(4));

        Assert.Null(await NextDueAsync());
    }

    [Fact]
    public async Task Claim_without_a_state_is_about_every_event_so_far()
    {
        await AcceptAsync("INC1", Start);
        var due = await ReadOneDueAsync(At(1));
        await AcceptAsync("INC1", At(2));

        await SucceedAsync((await ClaimDueAsync(due, At(3)))!, At(4));

        Assert.Null(await NextDueAsync());
    }

    [Fact]
    public async Task Due_delivery_tells_from_when_a_state_counts()
    {
        await ShowAsync(await AcceptAndClaimAsync("INC1", Start), At(10), At(11));
        await AcceptAsync("INC1", At(5));
        Assert.Equal(At(10), (await ReadOneDueAsync(At(20))).StateFrom);

        await AcceptAsync("INC1", At(20));
        var due = await ReadOneDueAsync(At(20));
        Assert.Equal((At(20), At(10)), (due.StateFrom, due.StateAt));
        Assert.Null(await ClaimDueAsync(due, At(21), askedAt: At(20)));
        Assert.NotNull(await ClaimDueAsync(due, At(21), askedAt: At(20.001)));
    }

    [Fact]
    public async Task State_that_was_asked_for_before_the_one_that_somebody_else_showed_is_not_worth_a_claim()
    {
        await AcceptAsync("INC1", Start);
        var due = await ReadOneDueAsync(Start);
        await CompleteAsync(await ClaimOneAsync(Start), new WorkOutcome.Succeeded(At(3), new ShownVersion(At(2), At(2))), At(2));

        Assert.Null(await ClaimDueAsync(due, At(3), askedAt: At(1)));
        Assert.NotNull(await ClaimDueAsync(due, At(3), askedAt: At(2)));
    }

    private Task<IReadOnlyList<DueDelivery>> ReadDueAsync(
        DateTimeOffset now, int limit = 10, string grafana = Main, Lane lane = Lane.Incidents) => Store.ReadDueAsync(grafana, lane, limit, now, Token);

    private async Task<DueDelivery> ReadOneDueAsync(DateTimeOffset now) => Assert.Single(await ReadDueAsync(now));

    private Task<Claim?> ClaimDueAsync(DueDelivery due, DateTimeOffset now, DateTimeOffset? askedAt = null) =>
        Store.TryClaimDueAsync(new DeliveryKey(due.Subject, Main), askedAt, now, now + LeaseTime, Token);
}
