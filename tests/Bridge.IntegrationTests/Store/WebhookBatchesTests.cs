using Bridge.Store;
using Bridge.Store.Postgres;
using Bridge.Vocabulary;
using Npgsql;

namespace Bridge.IntegrationTests.Store;

/// <summary>What waits together is written together, and one bad webhook is its own loss.</summary>
public sealed class WebhookBatchesTests : IAsyncDisposable
{
    private readonly TaskCompletionSource _open = new();
    private readonly List<string> _batches = [];
    private readonly WebhookBatches _webhooks;

    /// <summary>What the database answers; it takes everything unless a test says otherwise.</summary>
    private Func<IReadOnlyList<WebhookReceipt>, Exception?> _refusal = _ => null;

    public WebhookBatchesTests() => _webhooks = new WebhookBatches(WriteAsync, PostgresFailure.MayBeOfOneRow);

    public async ValueTask DisposeAsync()
    {
        _open.TrySetResult();
        await _webhooks.DisposeAsync();
    }

    [Fact]
    public async Task Webhooks_that_wait_together_are_written_together_and_each_gets_its_own_answer()
    {
        var first = AcceptAsync("first");
        await IsBusyAsync();
        var together = new[] { "a", "seen", "b" }.Select(AcceptAsync).ToList();
        _open.SetResult();

        Assert.Equal(AcceptResult.Stored, await first);
        Assert.Equal([AcceptResult.Stored, AcceptResult.Duplicate, AcceptResult.Stored], await Task.WhenAll(together));
        Assert.Equal(["first", "a seen b"], _batches);
    }

    [Theory]
    [InlineData("22P05")]
    [InlineData("23514")]
    [InlineData("54000")]
    public async Task Bad_webhook_does_not_fail_its_neighbours(string sqlState)
    {
        _refusal = receipts => receipts.Any(receipt => receipt.WebhookId == "bad") ? Refusal(sqlState) : null;
        var first = AcceptAsync("first");
        await IsBusyAsync();
        var (before, bad, after) = (AcceptAsync("before"), AcceptAsync("bad"), AcceptAsync("after"));
        _open.SetResult();

        Assert.Equal([AcceptResult.Stored, AcceptResult.Stored, AcceptResult.Stored], await Task.WhenAll(first, before, after));
        await Assert.ThrowsAsync<StoreException>(() => bad);
    }

    [Theory]
    [InlineData("40P01")]
    [InlineData("40001")]
    public async Task Batch_that_had_to_give_way_is_tried_again(string sqlState)
    {
        _refusal = receipts => receipts.Count > 1 ? Refusal(sqlState) : null;
        var first = AcceptAsync("first");
        await IsBusyAsync();
        var together = new[] { "a", "b" }.Select(AcceptAsync).ToList();
        _open.SetResult();

        Assert.Equal([AcceptResult.Stored, AcceptResult.Stored], await Task.WhenAll(together));
        Assert.Equal(["first", "a b", "a", "b"], _batches);
    }

    [Theory]
    [InlineData("25006")]
    [InlineData("53100")]
    [InlineData("57P01")]
    [InlineData(null)]
    public async Task Database_that_is_away_or_full_is_asked_once_for_all_that_wait(string? sqlState)
    {
        var first = AcceptAsync("first");
        await IsBusyAsync();
        _refusal = _ => sqlState is null ? new StoreException("Away.", new TimeoutException()) : Refusal(sqlState);
        var together = new[] { "a", "b", "c" }.Select(AcceptAsync).ToList();
        _open.SetResult();

        await Assert.ThrowsAsync<StoreException>(() => first);
        foreach (var accept in together)
        {
            await Assert.ThrowsAsync<StoreException>(() => accept);
        }

        Assert.Equal(["first", "a b c"], _batches);
    }

    [Fact]
    public async Task Database_that_goes_away_between_single_writes_is_not_asked_for_each_that_still_waits()
    {
        var first = AcceptAsync("first");
        await IsBusyAsync();
        _refusal = receipts => receipts switch
        {
            [{ WebhookId: "first" }] => null,
            [{ WebhookId: "bad" }] or { Count: > 1 } => Refusal("22P05"),
            _ => new StoreException("Away.", new TimeoutException()),
        };
        var bad = AcceptAsync("bad");
        var others = new[] { "a", "b", "c" }.Select(AcceptAsync).ToList();
        _open.SetResult();

        Assert.Equal(AcceptResult.Stored, await first);
        Assert.Equal("Refused.", (await Assert.ThrowsAsync<StoreException>(() => bad)).Message);
        foreach (var accept in others)
        {
            Assert.Equal("Away.", (await Assert.ThrowsAsync<StoreException>(() => accept)).Message);
        }

        Assert.Equal(["first", "bad a b c", "bad", "a"], _batches);
    }

    [Fact]
    public async Task Bug_fails_what_waits_for_it_and_nothing_after_it()
    {
        _refusal = receipts => receipts[0].WebhookId == "first" ? new FormatException("A bug.") : null;
        _open.SetResult();

        await Assert.ThrowsAsync<FormatException>(() => AcceptAsync("first"));
        Assert.Equal(AcceptResult.Stored, await AcceptAsync("next"));
    }

    [Fact]
    public async Task Full_queue_refuses_more_and_recovers()
    {
        var waiting = new List<Task<AcceptResult>> { AcceptAsync("first") };
        await IsBusyAsync();
        var refused = Record.Exception(() =>
        {
            while (waiting.Count < 100_000)
            {
                waiting.Add(AcceptAsync($"{waiting.Count}"));
            }
        });
        _open.SetResult();

        Assert.Equal("Too many webhooks wait for the database.", Assert.IsType<StoreException>(refused).Message);
        Assert.InRange(waiting.Count, 1000, 10_000);
        await Task.WhenAll(waiting);
        Assert.Equal(AcceptResult.Stored, await AcceptAsync("next"));
        Assert.All(_batches, batch => Assert.InRange(batch.Count(character => character == ' '), 0, 1000));
    }

    [Fact]
    public async Task Webhooks_that_were_taken_are_written_before_closing_and_none_is_taken_after_it()
    {
        var first = AcceptAsync("first");
        await IsBusyAsync();
        var waiting = AcceptAsync("a");
        var closing = _webhooks.DisposeAsync().AsTask();
        var late = Record.Exception(() => { _ = AcceptAsync("late"); });
        var closedTooSoon = closing.IsCompleted;
        _open.SetResult();

        await closing;
        Assert.False(closedTooSoon);
        Assert.Equal([AcceptResult.Stored, AcceptResult.Stored], await Task.WhenAll(first, waiting));
        Assert.Equal("The store is closed.", Assert.IsType<StoreException>(late).Message);
    }

    private static StoreException Refusal(string sqlState) => new("Refused.", new PostgresException("Refused.", "ERROR", "ERROR", sqlState));

    private Task<AcceptResult> AcceptAsync(string webhook) => _webhooks.AcceptAsync(
        new WebhookReceipt(webhook, SubjectId.Parse("INC1"), DateTimeOffset.UnixEpoch, TimeSpan.Zero, TraceParent: null));

    private Task IsBusyAsync() => Hosting.Eventually.IsTrueAsync(() => _batches.Count == 1, "the first webhook is being written");

    private async Task<IReadOnlyList<AcceptResult>> WriteAsync(IReadOnlyList<WebhookReceipt> receipts)
    {
        _batches.Add(string.Join(' ', receipts.Select(receipt => receipt.WebhookId)));
        await _open.Task;
        return _refusal(receipts) is { } refusal ? throw refusal
            : [.. receipts.Select(receipt => receipt.WebhookId == "seen" ? AcceptResult.Duplicate : AcceptResult.Stored)];
    }
}
