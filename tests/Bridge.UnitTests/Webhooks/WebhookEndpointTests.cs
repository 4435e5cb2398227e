using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Webhooks;

/// <summary>What becomes of a webhook that is what it says.</summary>
public sealed class WebhookEndpointTests : EndpointFixture
{
    [Fact]
    public async Task A_verified_webhook_is_stored_with_the_time_at_which_it_came_and_wakes_the_worker()
    {
        var now = Time.GetUtcNow();

        Assert.Equal(204, await AnswerAsync(Request()));

        var receipt = Assert.Single(Receipts);
        Assert.Equal(WebhookId, receipt.WebhookId);
        Assert.Equal(SubjectId.Parse(AnIncident.Id), receipt.Subject);
        Assert.Equal(now, receipt.ReceivedAt);
        Assert.Equal(TimeSpan.FromSeconds(7), receipt.MinInterval);
        Assert.True(await IsWorkerAwakeAsync());
    }

    [Fact]
    public async Task A_stored_webhook_is_counted_as_such_at_the_time_at_which_it_came()
    {
        await AnswerAsync(Request());

        Assert.Equal("1", await MetricAsync("webhook_requests_total"));
        Assert.Equal("1", await MetricAsync("webhook_accepted_total{result=\"stored\"}"));
        Assert.Equal("0", await MetricAsync("webhook_accepted_total{result=\"duplicate\"}"));
        Assert.Equal("1793527200", await MetricAsync("webhook_last_accepted_timestamp_seconds"));
        AssertLogged(EventIds.WebhookStored, $"Webhook {WebhookId} announced a change of incident {AnIncident.Id}.");
    }

    [Fact]
    public async Task A_webhook_that_came_before_is_counted_as_a_duplicate_and_wakes_the_worker_all_the_same()
    {
        Store.Answers[nameof(IBridgeStore.AcceptAsync)] = _ => Task.FromResult(AcceptResult.Duplicate);

        Assert.Equal(204, await AnswerAsync(Request()));

        Assert.Equal("0", await MetricAsync("webhook_accepted_total{result=\"stored\"}"));
        Assert.Equal("1", await MetricAsync("webhook_accepted_total{result=\"duplicate\"}"));
        Assert.Equal("1793527200", await MetricAsync("webhook_last_accepted_timestamp_seconds"));
        AssertLogged(EventIds.WebhookDuplicate, $"Webhook {WebhookId} about incident {AnIncident.Id} came again.");

        // It may be a replay that heals what failed.
        Assert.True(await IsWorkerAwakeAsync());
    }

    [Fact]
    public async Task A_webhook_about_nothing_that_is_shown_is_taken_and_not_stored()
    {
        Assert.Equal(204, await AnswerAsync(Request("""{"event_type":"public_incident.follow_up_created_v1"}""")));

        Assert.Empty(Receipts);
        Assert.Equal("1", await MetricAsync("webhook_accepted_total{result=\"ignored\"}"));
        Assert.Equal("1793527200", await MetricAsync("webhook_last_accepted_timestamp_seconds"));
        Assert.Equal("0", await MetricAsync("webhook_rejected_total{reason=\"malformed\"}"));
        AssertLogged(EventIds.WebhookIgnored, $"Webhook {WebhookId} is about nothing that an annotation shows.");
        Assert.False(await IsWorkerAwakeAsync());
    }

    [Theory]
    [InlineData(false, "1", "0")]
    [InlineData(true, "0", "1")]
    public async Task Each_secret_counts_what_was_signed_with_it_so_that_a_rotation_can_be_finished(bool rotated, string first, string second)
    {
        Assert.Equal(204, await AnswerAsync(Request(secret: rotated ? OtherSecret : TestSettings.SigningSecret)));

        Assert.Equal(first, await MetricAsync("signing_secret_matches_total{secret=\"0\"}"));
        Assert.Equal(second, await MetricAsync("signing_secret_matches_total{secret=\"1\"}"));
    }

    [Fact]
    public async Task The_answer_waits_for_the_store_and_its_time_is_measured()
    {
        var written = new TaskCompletionSource<AcceptResult>();
        Store.Answers[nameof(IBridgeStore.AcceptAsync)] = _ => written.Task;

        var answer = AnswerAsync(Request());
        Time.Advance(TimeSpan.FromMilliseconds(40));

        Assert.False(answer.IsCompleted);
        Assert.False(await IsWorkerAwakeAsync());
        Assert.Equal("0", await MetricAsync("webhook_duration_seconds_count"));
        written.SetResult(AcceptResult.Stored);
        Assert.Equal(204, await answer);
        Assert.Equal("1", await MetricAsync("webhook_duration_seconds_count"));
        Assert.Equal("1.04", await MetricAsync("webhook_duration_seconds_sum"));
    }

    [Fact]
    public async Task A_sender_that_hangs_up_while_the_store_writes_does_not_undo_it()
    {
        var request = Request();
        using var connection = new CancellationTokenSource();
        request.RequestAborted = connection.Token;
        Store.Answers[nameof(IBridgeStore.AcceptAsync)] = arguments =>
        {
            connection.Cancel();
            ((CancellationToken)arguments[^1]!).ThrowIfCancellationRequested();
            return Task.FromResult(AcceptResult.Stored);
        };

        Assert.Equal(204, await AnswerAsync(request));
        Assert.Equal("1", await MetricAsync("webhook_accepted_total{result=\"stored\"}"));
    }

    [Fact]
    public async Task A_store_that_cannot_take_it_has_the_sender_come_again()
    {
        Store.Fail(nameof(IBridgeStore.AcceptAsync));
        var request = Request();

        Assert.Equal(503, await AnswerAsync(request));

        Assert.Equal("30", request.Response.Headers.RetryAfter);
        Assert.Equal("1", await MetricAsync("webhook_rejected_total{reason=\"store\"}"));
        Assert.Equal("0", await MetricAsync("webhook_accepted_total{result=\"stored\"}"));
        Assert.Equal("0", await MetricAsync("webhook_last_accepted_timestamp_seconds"));
        AssertLogged(
            EventIds.WebhookNotStored, $"Webhook {WebhookId} was not stored, and the sender was told to come again: The store is away.", LogLevel.Error);
        Assert.False(await IsWorkerAwakeAsync());
    }

    [Fact]
    public async Task Only_an_exception_that_nobody_foresaw_is_logged_with_its_stack()
    {
        Store.Fail(nameof(IBridgeStore.AcceptAsync));
        await AnswerAsync(Request());
        var bug = new InvalidOperationException("A bug.");
        Store.Answers[nameof(IBridgeStore.AcceptAsync)] = _ => throw bug;
        await AnswerAsync(Request());

        var lines = Logs.GetSnapshot().Where(record => record.Id.Id == EventIds.WebhookNotStored);
        Assert.Equal([null, bug], lines.Select(line => line.Exception));
    }

    private void AssertLogged(int id, string message, LogLevel level = LogLevel.Debug)
    {
        var line = Assert.Single(Logs.GetSnapshot(), record => record.Id.Id == id);
        Assert.Equal((level, message), (line.Level, line.Message));
    }
}
