using Bridge.Incidents;
using Bridge.Store;

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

        Assert.Equal((IncidentId.Parse("INC1"), 2, Start, null), (due.Incident, due.Generation, due.PendingSince, due.StateAt));
        Assert.Single(await ClaimAsync(At(2)));
    }

    [Fact]
    public async Task What_somebody_has_or_what_waits_for_its_retry_is_not_due()
    {
        await AcceptAndClaimAsync("LEASED", Start);
        await RetryAsync(await AcceptAndClaimAsync("FAILED", Start), Start, At(60));

        Assert.Empty(await ReadDueAsync(At(5)));
        Assert.Single(await ReadDueAsync(At(61)), due => due.Incident.Value == "FAILED");
        Assert.Equal(2, (await ReadDueAsync(At(121))).Count);
    }

    [Fact]
    public async Task Queue_is_read_in_the_order_in_which_it_is_claimed_and_no_further_than_asked_for()
    {
        await SucceedAsync(await AcceptAndClaimAsync("LOOK", Start), Start, lookAgainAt: At(1));
        await AcceptAsync("INC3", At(3));
        await AcceptAsync("INC2", At(2));

        Assert.Equal(["INC2", "INC3", "LOOK"], (await ReadDueAsync(At(4))).Select(due => due.Incident.Value));
        Assert.Equal(["INC2", "INC3"], (await ReadDueAsync(At(4), limit: 2)).Select(due => due.Incident.Value));
    }

    [Fact]
    public async Task Claim_of_a_due_incident_follows_the_lease_that_was_read()
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
        Assert.Null(await ClaimDueAsync(new DueIncident(IncidentId.Parse("NEVER"), 1, 0, Start, null), At(2)));

    [Fact]
    public async Task Claim_with_a_state_is_about_the_events_that_were_there_when_the_queue_was_read()
    {
        await AcceptAsync("INC1", Start);
        var due = await ReadOneDueAsync(At(1));
        await AcceptAsync("INC1", At(2));

        var claim = (await ClaimDueAsync(due, At(3), stateAt: At(0.5)))!;
        Assert.True(await CompleteAsync(claim, new WorkOutcome.Succeeded(null, At(0.5)), At(4)));

        // The event after the look is still to be done, once the interval has passed; when it came is known no better than by the claim.
        Assert.Empty(await ReadDueAsync(At(3.9)));
        var again = await ReadOneDueAsync(At(4));
        Assert.Equal((2, At(3), At(0.5)), (again.Generation, again.PendingSince, again.StateAt));
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
    public async Task State_that_is_older_than_the_one_reconciled_is_not_worth_a_claim()
    {
        await CompleteAsync(await AcceptAndClaimAsync("INC1", Start), new WorkOutcome.Succeeded(null, At(10)), At(11));
        await AcceptAsync("INC1", At(20));
        var due = await ReadOneDueAsync(At(20));

        Assert.Null(await ClaimDueAsync(due, At(21), stateAt: At(9)));
        Assert.NotNull(await ClaimDueAsync(due, At(21), stateAt: At(10)));
    }

    [Fact]
    public async Task State_that_was_asked_for_before_somebody_elses_claim_is_not_worth_a_claim()
    {
        await AcceptAsync("INC1", Start);
        var due = await ReadOneDueAsync(Start);
        await RetryAsync(await ClaimOneAsync(Start), At(1), At(2));

        Assert.Null(await ClaimDueAsync(due, At(3), stateAt: At(0)));
        Assert.NotNull(await ClaimDueAsync(due, At(3)));
    }

    [Fact]
    public async Task Dead_letter_that_an_event_woke_between_the_look_and_the_claim_is_woken_again()
    {
        await AcceptAsync("INC1", Start);
        var due = await ReadOneDueAsync(At(1));
        await AcceptAsync("INC1", At(2));

        await DeadLetterAsync((await ClaimDueAsync(due, At(3), stateAt: At(0)))!, At(3), At(600));

        Assert.Equal(At(4), await NextDueAsync());
    }

    private Task<IReadOnlyList<DueIncident>> ReadDueAsync(DateTimeOffset now, int limit = 10) => Store.ReadDueAsync(limit, now, Token);

    private async Task<DueIncident> ReadOneDueAsync(DateTimeOffset now) => Assert.Single(await ReadDueAsync(now));

    private Task<Claim?> ClaimDueAsync(DueIncident due, DateTimeOffset now, DateTimeOffset? stateAt = null) =>
        Store.TryClaimDueAsync(due, stateAt, now, now + LeaseTime, Token);
}
