using Bridge.Store;

namespace Bridge.IntegrationTests.Store;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task New_webhook_is_stored_and_its_delivery_due_at_once()
    {
        var result = await AcceptAsync("INC1", Start);

        Assert.Equal(AcceptResult.Stored, result);
        Assert.Equal(Start, await NextDueAsync());
        Assert.Equal("INC1", (await ClaimOneAsync(Start)).Subject.Value);
    }

    [Fact]
    public async Task Webhook_id_seen_before_is_a_duplicate()
    {
        await AcceptAsync("INC1", Start, "msg_a");

        Assert.Equal(AcceptResult.Duplicate, await AcceptAsync("INC1", At(30), "msg_a"));
    }

    [Fact]
    public async Task Hundred_copies_at_once_are_stored_once()
    {
        var copies = Enumerable.Range(0, 100).Select(_ => Task.Run(() => AcceptAsync("INC1", Start, "msg_a"), Token));

        var results = await Task.WhenAll(copies);

        Assert.Single(results, AcceptResult.Stored);
        Assert.Equal(99, results.Count(result => result == AcceptResult.Duplicate));
        Assert.Equal(1, (await ClaimOneAsync(Start)).Generation);
    }

    [Fact]
    public async Task Accepted_webhook_is_there_for_the_next_process()
    {
        await AcceptAsync("INC1", Start, "msg_a", "00-trace");

        await ReopenAsync();

        Assert.Equal(AcceptResult.Duplicate, await AcceptAsync("INC1", At(1), "msg_a"));
        var claim = await ClaimOneAsync(At(1));
        Assert.Equal((Start, "00-trace"), (claim.PendingSince, claim.TraceParent));
    }

    [Fact]
    public async Task Duplicate_about_what_succeeded_does_not_queue_it()
    {
        await AcceptAsync("INC1", Start, "msg_a");
        await SucceedAsync(await ClaimOneAsync(Start), At(1));

        await AcceptAsync("INC1", At(60), "msg_a");

        Assert.Null(await NextDueAsync());
    }

    [Fact]
    public async Task Duplicate_wakes_a_dead_letter()
    {
        await AcceptAsync("INC1", Start, "msg_a");
        await DeadLetterAsync(await ClaimOneAsync(Start), At(1), dueAt: At(3600));

        var result = await AcceptAsync("INC1", At(60), "msg_a");

        Assert.Equal(AcceptResult.Duplicate, result);
        Assert.Equal(At(60), await NextDueAsync());
    }

    [Fact]
    public async Task Duplicate_wakes_a_retry()
    {
        await AcceptAsync("INC1", Start, "msg_a");
        await RetryAsync(await ClaimOneAsync(Start), At(1), dueAt: At(120));

        await AcceptAsync("INC1", At(60), "msg_a");

        Assert.Equal(At(60), await NextDueAsync());
    }

    [Fact]
    public async Task Second_event_does_not_put_the_first_off()
    {
        await AcceptAsync("INC1", Start);

        await AcceptAsync("INC1", At(30));

        Assert.Equal(Start, await NextDueAsync());
    }

    [Fact]
    public async Task Idle_delivery_is_due_when_the_interval_since_its_last_claim_is_over()
    {
        await SucceedAsync(await AcceptAndClaimAsync("INC1", Start), At(0.2));

        await AcceptAsync("INC1", At(0.3));

        Assert.Equal(Start + MinInterval, await NextDueAsync());
    }

    [Fact]
    public async Task Idle_delivery_whose_last_claim_is_long_past_is_due_at_once()
    {
        await SucceedAsync(await AcceptAndClaimAsync("INC1", Start), At(0.2));

        await AcceptAsync("INC1", At(5));

        Assert.Equal(At(5), await NextDueAsync());
    }

    [Fact]
    public async Task Clock_that_was_set_back_delays_an_event_by_the_interval_at_most()
    {
        await SucceedAsync(await AcceptAndClaimAsync("INC1", At(3600)), At(3601));

        await AcceptAsync("INC1", Start);

        Assert.Equal(Start + MinInterval, await NextDueAsync());
    }

    [Fact]
    public async Task Retry_is_woken_by_an_event()
    {
        await RetryAsync(await AcceptAndClaimAsync("INC1", Start), At(1), dueAt: At(120));

        await AcceptAsync("INC1", At(60));

        Assert.Equal(At(60), await NextDueAsync());
    }

    [Fact]
    public async Task Event_does_not_put_off_an_earlier_retry()
    {
        await RetryAsync(await AcceptAndClaimAsync("INC1", Start), At(1), dueAt: At(60));

        await AcceptAsync("INC1", At(70));

        Assert.Equal(At(60), await NextDueAsync());
    }

    [Fact]
    public async Task Dead_letter_is_woken_by_an_event()
    {
        await DeadLetterAsync(await AcceptAndClaimAsync("INC1", Start), At(1), dueAt: At(3600));

        await AcceptAsync("INC1", At(60));

        Assert.Equal(At(60), await NextDueAsync());
    }

    [Fact]
    public async Task Dead_letter_is_not_woken_before_the_interval_since_its_last_claim_is_over()
    {
        await DeadLetterAsync(await AcceptAndClaimAsync("INC1", Start), At(0.1), dueAt: At(3600));

        await AcceptAsync("INC1", At(0.2));

        Assert.Equal(Start + MinInterval, await NextDueAsync());
    }

    [Fact]
    public async Task Event_comes_before_a_later_look()
    {
        await SucceedAsync(await AcceptAndClaimAsync("INC1", Start), At(1), lookAgainAt: At(3600));

        await AcceptAsync("INC1", At(60));

        Assert.Equal(At(60), await NextDueAsync());
    }

    [Fact]
    public async Task Event_does_not_put_off_an_earlier_look()
    {
        await SucceedAsync(await AcceptAndClaimAsync("INC1", Start), At(1), lookAgainAt: At(60));

        await AcceptAsync("INC1", At(70));

        Assert.Equal(At(60), await NextDueAsync());
    }

    [Fact]
    public async Task Webhook_after_the_store_was_closed_is_refused()
    {
        await Store.DisposeAsync();

        await Assert.ThrowsAsync<StoreException>(() => AcceptAsync("INC1", Start));
    }
}
