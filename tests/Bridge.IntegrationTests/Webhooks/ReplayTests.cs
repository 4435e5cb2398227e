using System.Globalization;

namespace Bridge.IntegrationTests.Webhooks;

public sealed class ReplayTests(WebhookScene scene) : IClassFixture<WebhookScene>
{
    [Fact]
    public async Task The_same_message_twice_is_stored_once()
    {
        var webhook = WebhookScene.Webhook();

        var first = await scene.SendAsync(webhook);
        var second = await scene.SendAsync(webhook);

        first.AssertStored();
        second.AssertDuplicate();
    }

    [Fact]
    public async Task A_retry_has_the_id_of_the_first_attempt_and_a_time_and_signature_of_its_own()
    {
        var webhook = WebhookScene.Webhook();
        var retry = webhook with { Timestamp = (WebhookScene.Now + 5).ToString(CultureInfo.InvariantCulture) };
        await scene.SendAsync(webhook);

        var observation = await scene.SendAsync(retry);

        observation.AssertDuplicate();
    }

    [Fact]
    public async Task An_id_that_was_refused_is_not_remembered()
    {
        var webhook = WebhookScene.Webhook();
        var forged = await scene.SendAsync(webhook with { Secret = WebhookScene.UnknownSecret });

        var genuine = await scene.SendAsync(webhook);

        forged.AssertRefused(401, "signature");
        genuine.AssertStored();
    }

    [Fact]
    public async Task Many_copies_at_once_are_stored_once()
    {
        var request = RawRequest.Of(WebhookScene.Webhook());
        var before = await scene.CountersAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            _ => RawConnection.ExchangeAsync(scene.Bridge.Webhooks.BaseAddress!, request)));

        var after = await scene.CountersAsync();
        Assert.All(answers, answer => Assert.Equal(204, answer.Status));
        Assert.Equal(1, Difference("webhook_accepted_total{result=\"stored\"}"));
        Assert.Equal(49, Difference("webhook_accepted_total{result=\"duplicate\"}"));

        double Difference(string counter) => after[counter] - before[counter];
    }
}

public sealed class ReplayAfterToleranceTests(WebhookScene scene) : IClassFixture<WebhookScene>
{
    [Fact]
    public async Task A_recorded_request_is_refused_once_its_time_has_passed()
    {
        var webhook = WebhookScene.Webhook();
        await scene.SendAsync(webhook);

        scene.Time.Advance(TimeSpan.FromSeconds(301));
        var observation = await scene.SendAsync(webhook);

        observation.AssertRefused(401, "timestamp");
    }
}
