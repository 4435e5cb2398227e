using System.Net.Http.Headers;
using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Microsoft.Extensions.Logging;

namespace Bridge.IntegrationTests.Webhooks;

public sealed class StoreFailureTests(WebhookScene scene) : IClassFixture<WebhookScene>, IDisposable
{
    private const int WebhookNotStored = 2004;

    /// <summary>Each test leaves the door open for the next.</summary>
    public void Dispose() => scene.Store.BeforeAccept = () => Task.CompletedTask;

    [Fact]
    public async Task A_store_that_refuses_is_503_with_a_time_to_come_again()
    {
        scene.Store.BeforeAccept = () => throw new StoreException("The disk is full.");

        var observation = await scene.SendAsync(RawRequest.Of(WebhookScene.Webhook()));

        AssertAskedToComeAgain(observation);
        var record = Assert.Single(observation.Logged, record => record.Id.Id == WebhookNotStored);
        Assert.Equal(LogLevel.Error, record.Level);
        Assert.Contains("The disk is full.", record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_fails_as_nobody_foresaw_is_503_too()
    {
        scene.Store.BeforeAccept = () => throw new InvalidOperationException("Nobody thought of this.");

        var observation = await scene.SendAsync(RawRequest.Of(WebhookScene.Webhook()));

        AssertAskedToComeAgain(observation);
        var record = Assert.Single(observation.Logged, record => record.Level >= LogLevel.Error);
        Assert.Equal(WebhookNotStored, record.Id.Id);
        Assert.IsType<InvalidOperationException>(record.Exception);
    }

    [Fact]
    public async Task The_same_webhook_is_taken_when_it_comes_again_after_a_503()
    {
        var webhook = WebhookScene.Webhook();
        scene.Store.BeforeAccept = () => throw new StoreException("The disk is full.");
        await scene.SendAsync(webhook);
        scene.Store.BeforeAccept = () => Task.CompletedTask;

        var again = await scene.SendAsync(webhook);

        again.AssertStored();
    }

    [Fact]
    public async Task What_needs_no_store_is_answered_without_it()
    {
        scene.Store.BeforeAccept = () => throw new StoreException("The disk is full.");

        var ignored = await scene.SendAsync(WebhookScene.Webhook("""{"event_type":"ping"}"""));
        var forged = await scene.SendAsync(WebhookScene.Webhook() with { Secret = WebhookScene.UnknownSecret });

        ignored.AssertIgnored();
        forged.AssertRefused(401, "signature");
    }

    [Fact]
    public async Task The_answer_waits_for_the_commit()
    {
        var (entered, door) = HoldTheInsert();
        var webhook = WebhookScene.Webhook();

        var answer = scene.Bridge.Webhooks.SendAsync(
            webhook.ToRequest(), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        // A ping that overtakes it shows that the bridge has had the time to answer.
        var ping = await scene.SendAsync(WebhookScene.Webhook("""{"event_type":"ping"}"""));
        var answeredEarly = answer.IsCompleted;
        door.SetResult();
        using var response = await answer;

        Assert.False(answeredEarly);
        Assert.Equal(204, ping.Answer.Status);
        Assert.Equal(204, (int)response.StatusCode);
        Assert.Contains(scene.Store.Accepted, receipt => receipt.WebhookId == webhook.Id);
    }

    [Fact]
    public async Task A_sender_that_hangs_up_during_the_insert_does_not_undo_it()
    {
        var (entered, door) = HoldTheInsert();
        var webhook = WebhookScene.Webhook();
        var request = RawRequest.Of(webhook);
        var connection = await RawConnection.OpenAsync(scene.Bridge.Webhooks.BaseAddress!);
        await connection.WriteAsync((byte[])[.. request.Head(), .. request.Payload()]);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        connection.Reset();
        await scene.SendAsync(WebhookScene.Webhook("""{"event_type":"ping"}"""));
        door.SetResult();

        await Eventually.IsTrueAsync(
            () => scene.Store.Accepted.Any(receipt => receipt.WebhookId == webhook.Id), "the webhook was stored all the same");
        scene.Store.BeforeAccept = () => Task.CompletedTask;
        (await scene.SendAsync(webhook)).AssertDuplicate();
    }

    private static void AssertAskedToComeAgain(Observation observation)
    {
        Assert.Equal(503, observation.Answer.Status);
        Assert.Equal("", observation.Answer.Body);
        Assert.Equal(TimeSpan.FromSeconds(30), RetryConditionHeaderValue.Parse(observation.Answer.Headers["Retry-After"]).Delta);
        Assert.False(observation.Answer.Headers.ContainsKey("webhook-delivery"));
        Assert.Equal(
            ["signing_secret_matches_total{secret=\"0\"}", "webhook_rejected_total{reason=\"store\"}", "webhook_requests_total"],
            observation.Counted.Keys.Order());
        Assert.Empty(observation.Stored);
    }

    /// <summary>Keeps inserts waiting at the door, and says when the first one has come to it.</summary>
    private (TaskCompletionSource Entered, TaskCompletionSource Door) HoldTheInsert()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var door = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Store.BeforeAccept = () =>
        {
            entered.TrySetResult();
            return door.Task;
        };
        return (entered, door);
    }
}
