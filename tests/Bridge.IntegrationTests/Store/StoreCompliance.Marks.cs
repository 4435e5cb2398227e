using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

/// <summary>Events that no webhook told of, and the count of those that one should have told of.</summary>
public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Marked_delivery_that_the_store_does_not_know_is_added_and_due()
    {
        await MarkAsync(At(5), isUnannounced: false, Key("INC1"), Key("INC2"), Key("INC1"));

        Assert.Equal(2, (await ReadDueAsync(At(5))).Count);
        var delivery = (await DeliveryAsync())!;
        Assert.Equal((0, null, At(5)), (delivery.Webhooks, delivery.LastWebhookAt, delivery.PendingSince));
        Assert.Null(await DeliveryAsync(grafana: Next));
    }

    [Fact]
    public async Task Mark_makes_due_whatever_the_delivery_waits_for()
    {
        await RetryAsync(await AcceptAndClaimAsync("RETRY", Start), At(1), At(3600));
        await DeadLetterAsync(await AcceptAndClaimAsync("DEAD", At(2)), At(3), At(3600));
        await SucceedAsync(await AcceptAndClaimAsync("DONE", At(4)), At(5));

        await MarkAsync(At(60), isUnannounced: false, Key("RETRY"), Key("DEAD"), Key("DONE"));

        Assert.Equal(["DEAD", "DONE", "RETRY"], (await ReadDueAsync(At(60))).Select(due => due.Subject.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(Start, (await DeliveryAsync("RETRY"))!.PendingSince);
        Assert.Equal(At(60), (await DeliveryAsync("DONE"))!.PendingSince);
    }

    [Fact]
    public async Task Mark_of_an_older_event_does_not_let_an_older_state_count()
    {
        await AcceptAsync("INC1", At(10));

        await Store.MarkDueAsync([Key("INC1")], eventAt: At(5), unannouncedSince: null, At(11), Token);

        Assert.Equal(At(10), (await ReadOneDueAsync(At(12))).StateFrom);
        await Store.MarkDueAsync([Key("INC1")], eventAt: At(11), unannouncedSince: null, At(12), Token);
        Assert.Equal(At(11), (await ReadOneDueAsync(At(12))).StateFrom);
        Assert.Null(await TryClaimAsync(At(11), At(13)));
        Assert.NotNull(await TryClaimAsync(At(11.5), At(13)));
    }

    [Fact]
    public async Task Mark_during_a_lease_keeps_the_delivery_due()
    {
        var claim = await AcceptAndClaimAsync("INC1", Start);
        await MarkAsync(At(1), isUnannounced: false, Key("INC1"));
        Assert.Empty(await ClaimAsync(At(2)));

        await SucceedAsync(claim, At(3));

        Assert.Equal(At(1), (await ClaimOneAsync(At(3))).PendingSince);
    }

    [Fact]
    public async Task Unannounced_change_is_counted_once_for_the_incident_when_a_grafana_shows_it()
    {
        await ReopenAsync(Main, Next);
        await MarkAsync(At(10), isUnannounced: true, Key("INC1"), Key("INC1", Next));
        var claim = await ClaimOneAsync(At(10));
        Assert.True(claim.IsUnannounced);
        Assert.Equal(0, await Store.CountMissedAsync(At(100), Token));

        await ShowAsync(claim, At(11), At(11), changed: true);

        Assert.Equal(0, await Store.CountMissedAsync(At(9.999), Token));
        Assert.Equal(1, await Store.CountMissedAsync(At(10), Token));
        await ShowAsync(await ClaimOneAsync(At(12), Next), At(12), At(12), changed: true);
        Assert.Equal(0, await Store.CountMissedAsync(At(100), Token));
    }

    [Fact]
    public async Task Unannounced_changes_that_two_grafanas_show_are_one()
    {
        await ReopenAsync(Main, Next);
        await MarkAsync(At(10), isUnannounced: true, Key("INC1"), Key("INC1", Next), Key("INC2"), Key("INC2", Next));
        foreach (var grafana in new[] { Main, Next })
        {
            foreach (var claim in await ClaimAsync(At(10), grafana: grafana))
            {
                await ShowAsync(claim, At(11), At(11), changed: true);
            }
        }

        Assert.Equal(2, await Store.CountMissedAsync(At(100), Token));
        Assert.Equal(0, await Store.CountMissedAsync(At(100), Token));
    }

    [Fact]
    public async Task Unannounced_change_that_a_webhook_tells_of_after_all_is_not_counted()
    {
        await ReopenAsync(Main, Next);
        await MarkAsync(At(10), isUnannounced: true, Key("INC1"), Key("INC1", Next));
        await ShowAsync(await ClaimOneAsync(At(10)), At(11), At(11), changed: true);
        await AcceptAsync("INC1", At(12));
        await ShowAsync(await ClaimOneAsync(At(12)), At(13), At(13), changed: true);
        var next = await ClaimOneAsync(At(12), Next);
        Assert.False(next.IsUnannounced);
        await ShowAsync(next, At(13), At(13), changed: true);

        Assert.Equal(0, await Store.CountMissedAsync(At(100), Token));
    }

    [Fact]
    public async Task Unannounced_change_that_changed_nothing_is_not_counted()
    {
        await MarkAsync(At(10), isUnannounced: true, Key("INC1"));

        await ShowAsync(await ClaimOneAsync(At(10)), At(11), At(11), changed: false);

        Assert.Equal(0, await Store.CountMissedAsync(At(100), Token));
    }

    [Fact]
    public async Task Unannounced_change_is_still_counted_after_a_look_at_what_it_changed()
    {
        await MarkAsync(At(10), isUnannounced: true, Key("INC1"));
        await CompleteAsync(await ClaimOneAsync(At(10)), new WorkOutcome.Succeeded(At(20), new ShownVersion(At(11), At(9)), Changed: true), At(11));

        await SucceedAsync(await ClaimOneAsync(At(20)), At(21));

        Assert.Equal(1, await Store.CountMissedAsync(At(100), Token));
    }

    [Fact]
    public async Task Announced_mark_is_never_counted()
    {
        await MarkAsync(At(10), isUnannounced: false, Key("INC1"));

        await ShowAsync(await ClaimOneAsync(At(10)), At(11), At(11), changed: true);

        Assert.Equal(0, await Store.CountMissedAsync(At(100), Token));
    }

    [Fact]
    public async Task Failure_keeps_what_is_unannounced()
    {
        await MarkAsync(At(10), isUnannounced: true, Key("INC1"));
        await RetryAsync(await ClaimOneAsync(At(10)), At(11), At(20), FailureReason.Server);
        await ShowAsync(await ClaimOneAsync(At(20)), At(21), At(21), changed: true);

        Assert.Equal(1, await Store.CountMissedAsync(At(100), Token));
    }

    private Task MarkAsync(DateTimeOffset at, bool isUnannounced, params DeliveryKey[] keys) =>
        Store.MarkDueAsync(keys, at, isUnannounced ? at : null, at, Token);
}
