using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Statistics_tell_incidents_from_what_is_beside_them()
    {
        await MarkAsync(Start, isUnannounced: false, Key("alert:1"), Key("alert:2"), Key("shift:1"));
        await MarkAsync(At(5), isUnannounced: false, Key("INC1"));

        var statistics = await Store.ReadStatisticsAsync(Token);

        Assert.Equal((1, At(5)), (statistics.Pending, statistics.OldestPendingSince));
        Assert.Equal((3, Start), (statistics.PendingOthers, statistics.OldestOtherSince));
        Assert.Equal(4, statistics.PendingByGrafana[Main]);
    }

    [Fact]
    public async Task Statistics_of_an_empty_store_are_zero_and_none()
    {
        var statistics = await Store.ReadStatisticsAsync(Token);

        Assert.Equal((0, null, null), (statistics.Pending, statistics.OldestPendingSince, statistics.LastAcceptedAt));
        Assert.Empty(statistics.PendingByGrafana);
        Assert.Empty(statistics.DeadLetters);
    }

    [Fact]
    public async Task Statistics_count_incidents_and_not_events()
    {
        await AcceptAsync("INC1", Start);
        await AcceptAsync("INC1", At(1));
        await AcceptAsync("INC2", At(2));

        var statistics = await Store.ReadStatisticsAsync(Token);

        Assert.Equal((2, Start), (statistics.Pending, statistics.OldestPendingSince));
    }

    [Fact]
    public async Task Statistics_count_what_is_worked_on_and_what_waits_for_a_retry()
    {
        await RetryAsync(await AcceptAndClaimAsync("INC1", Start), At(1), dueAt: At(60));
        await AcceptAndClaimAsync("INC2", At(2));

        var statistics = await Store.ReadStatisticsAsync(Token);

        Assert.Equal((2, Start), (statistics.Pending, statistics.OldestPendingSince));
    }

    [Fact]
    public async Task Statistics_do_not_count_what_succeeded_or_is_only_looked_at_again()
    {
        await SucceedAsync(await AcceptAndClaimAsync("INC1", Start), At(1));
        await SucceedAsync(await AcceptAndClaimAsync("INC2", At(2)), At(3), lookAgainAt: At(60));

        var statistics = await Store.ReadStatisticsAsync(Token);

        Assert.Equal((0, null), (statistics.Pending, statistics.OldestPendingSince));
    }

    [Fact]
    public async Task Statistics_count_dead_letters_by_reason_and_apart_from_what_is_pending()
    {
        await DeadLetterAsync(await AcceptAndClaimAsync("INC1", Start), At(1), At(3600), FailureReason.Client);
        await DeadLetterAsync(await AcceptAndClaimAsync("INC2", At(1)), At(2), At(3600), FailureReason.Client);
        await DeadLetterAsync(await AcceptAndClaimAsync("INC3", At(2)), At(3), At(3600), FailureReason.InvalidAnswer);
        await AcceptAsync("INC4", At(4));

        var statistics = await Store.ReadStatisticsAsync(Token);

        Assert.Equal((1, At(4)), (statistics.Pending, statistics.OldestPendingSince));
        Assert.Equal(
            new Dictionary<(string, FailureReason), long> { [(Main, FailureReason.Client)] = 2, [(Main, FailureReason.InvalidAnswer)] = 1 },
            statistics.DeadLetters);
    }

    [Fact]
    public async Task Statistics_do_not_count_a_dead_letter_that_was_healed()
    {
        await DeadLetterAsync(await AcceptAndClaimAsync("INC1", Start), At(1), dueAt: At(60));
        await SucceedAsync(await ClaimOneAsync(At(60)), At(61));

        Assert.Empty((await Store.ReadStatisticsAsync(Token)).DeadLetters);
    }

    [Fact]
    public async Task What_is_due_is_counted_apart_from_what_waits_for_its_time()
    {
        await RetryAsync(await AcceptAndClaimAsync("INC1", At(1)), At(2), dueAt: At(60));
        await DeadLetterAsync(await AcceptAndClaimAsync("INC2", At(3)), At(4), dueAt: At(20));
        await SucceedAsync(await AcceptAndClaimAsync("INC3", At(5)), At(6), lookAgainAt: At(20));
        await AcceptAsync("INC4", At(8));

        var now = await Store.CountDueAsync(At(30), Token);
        var later = await Store.CountDueAsync(At(60), Token);

        Assert.Equal(new DueWork(1, At(1)), now[Main]);
        Assert.Equal(new DueWork(2, At(1)), later[Main]);
        Assert.Equal(2, (await Store.ReadStatisticsAsync(Token)).PendingByGrafana[Main]);
    }

    [Fact]
    public async Task Nothing_is_due_in_an_empty_store() => Assert.Empty(await Store.CountDueAsync(Start, Token));

    [Fact]
    public async Task Statistics_tell_when_the_last_webhook_was_accepted()
    {
        await AcceptAsync("INC1", Start);
        await AcceptAsync("INC2", At(5));

        Assert.Equal(At(5), (await Store.ReadStatisticsAsync(Token)).LastAcceptedAt);
    }

    [Fact]
    public async Task Retention_forgets_the_ids_that_are_older_and_no_others()
    {
        await AcceptAsync("INC1", Start, "msg_old");
        await AcceptAsync("INC1", At(10), "msg_young");
        await AcceptAsync("INC1", At(15));

        var forgotten = await Store.ForgetWebhooksAsync(before: At(10), limit: 100, Token);

        Assert.Equal(1, forgotten);
        Assert.Equal(AcceptResult.Duplicate, await AcceptAsync("INC1", At(20), "msg_young"));
        Assert.Equal(AcceptResult.Stored, await AcceptAsync("INC1", At(20), "msg_old"));
    }

    [Fact]
    public async Task Retention_forgets_the_oldest_first_and_no_more_than_its_limit()
    {
        await AcceptAsync("INC1", At(2), "msg_b");
        await AcceptAsync("INC1", At(1), "msg_a");
        await AcceptAsync("INC1", At(3), "msg_c");
        await AcceptAsync("INC1", At(100));

        Assert.Equal(2, await Store.ForgetWebhooksAsync(before: At(50), limit: 2, Token));
        Assert.Equal(AcceptResult.Duplicate, await AcceptAsync("INC1", At(200), "msg_c"));
        Assert.Equal(1, await Store.ForgetWebhooksAsync(before: At(50), limit: 2, Token));
        Assert.Equal(0, await Store.ForgetWebhooksAsync(before: At(50), limit: 2, Token));
    }

    [Fact]
    public async Task Retention_does_not_touch_the_work_that_waits()
    {
        await AcceptAsync("INC1", Start);
        await AcceptAsync("INC2", At(1));

        await Store.ForgetWebhooksAsync(before: At(3600), limit: 100, Token);

        Assert.Equal(2, (await ClaimAsync(At(1))).Count);
    }

    [Fact]
    public async Task Probe_of_a_store_that_works_changes_nothing()
    {
        await AcceptAsync("INC1", Start);
        var before = await Store.ReadStatisticsAsync(Token);

        await Store.ProbeAsync(Token);

        Assert.Equivalent(before, await Store.ReadStatisticsAsync(Token), strict: true);
        Assert.Equal(Start, await NextDueAsync());
    }

    [Fact]
    public async Task Retention_leaves_the_time_of_the_last_webhook()
    {
        await AcceptAsync("INC1", Start, "msg_a");
        await AcceptAsync("INC1", At(5), "msg_b");

        await Store.ForgetWebhooksAsync(before: At(3600), limit: 100, Token);

        Assert.Equal(At(5), (await Store.ReadStatisticsAsync(Token)).LastAcceptedAt);
    }

    [Fact]
    public async Task Closing_twice_is_closing_once()
    {
        await Store.DisposeAsync();
        await Store.DisposeAsync();
    }
}
