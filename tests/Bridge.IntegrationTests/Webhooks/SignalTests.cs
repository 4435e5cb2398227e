using Bridge.IntegrationTests.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.IntegrationTests.Webhooks;

/// <summary>What an operator and the worker notice of a webhook.</summary>
public sealed class SignalTests(WebhookScene scene) : IClassFixture<WebhookScene>
{
    private const string LastAccepted = "incidentbridge_webhook_last_accepted_timestamp_seconds";
    private const string Durations = "incidentbridge_webhook_duration_seconds_count";
    private const string Ping = """{"event_type":"ping"}""";

    [Fact]
    public async Task Every_label_of_the_webhook_counters_is_there_before_the_first_webhook()
    {
        var counters = await scene.CountersAsync();

        Assert.Superset(
            new HashSet<string>
            {
                "webhook_requests_total",
                "webhook_rejected_total{reason=\"headers\"}",
                "webhook_rejected_total{reason=\"timestamp\"}",
                "webhook_rejected_total{reason=\"signature\"}",
                "webhook_rejected_total{reason=\"malformed\"}",
                "webhook_rejected_total{reason=\"too_large\"}",
                "webhook_rejected_total{reason=\"store\"}",
                "webhook_accepted_total{result=\"stored\"}",
                "webhook_accepted_total{result=\"duplicate\"}",
                "webhook_accepted_total{result=\"ignored\"}",
                "signing_secret_matches_total{secret=\"0\"}",
                "signing_secret_matches_total{secret=\"1\"}",
            },
            counters.Keys.ToHashSet());
    }

    [Fact]
    public async Task The_worker_is_woken_by_what_is_stored_and_by_a_replay()
    {
        var webhook = WebhookScene.Webhook();
        await Eventually.IsTrueAsync(() => scene.Store.Asked > 0, "the worker has looked once");
        var before = scene.Store.Asked;

        await scene.SendAsync(webhook);
        await Eventually.IsTrueAsync(() => scene.Store.Asked == before + 1, "the worker looked after the webhook");
        await scene.SendAsync(webhook);

        await Eventually.IsTrueAsync(() => scene.Store.Asked == before + 2, "the worker looked after the replay");
    }

    [Fact]
    public async Task The_time_of_the_last_verified_webhook_is_shown_and_a_refusal_does_not_move_it()
    {
        scene.Time.Advance(TimeSpan.FromSeconds(10));
        await scene.SendAsync(WebhookScene.Webhook(Ping));
        var ofPing = (await scene.Bridge.ReadMetricsAsync())[LastAccepted];
        scene.Time.Advance(TimeSpan.FromSeconds(10));
        await scene.SendAsync(WebhookScene.Webhook() with { Secret = WebhookScene.UnknownSecret });
        var ofRefusal = (await scene.Bridge.ReadMetricsAsync())[LastAccepted];
        await scene.SendAsync(WebhookScene.Webhook());
        var ofIncident = (await scene.Bridge.ReadMetricsAsync())[LastAccepted];

        Assert.Equal(ofPing, ofRefusal);
        Assert.Equal(ofPing + 10, ofIncident);
        Assert.Equal(scene.Time.GetUtcNow().ToUnixTimeSeconds(), ofIncident);
    }

    [Fact]
    public async Task Every_answer_is_timed_whether_taken_or_refused()
    {
        var before = (await scene.Bridge.ReadMetricsAsync())[Durations];

        await scene.SendAsync(WebhookScene.Webhook(Ping));
        await scene.SendAsync(WebhookScene.Webhook() with { Secret = WebhookScene.UnknownSecret });

        Assert.Equal(before + 2, (await scene.Bridge.ReadMetricsAsync())[Durations]);
    }

    [Fact]
    public async Task A_flood_of_refusals_is_a_line_a_minute()
    {
        var forged = RawRequest.Of(WebhookScene.Webhook()).Without("webhook-id");

        var first = await scene.SendAsync(forged);
        var second = await scene.SendAsync(forged);
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        var third = await scene.SendAsync(forged);

        var line = Assert.Single(first.Logged, record => record.Level >= LogLevel.Warning);
        Assert.Equal("headers", line.GetStructuredStateValue("Reason"));
        Assert.DoesNotContain(second.Logged, record => record.Level >= LogLevel.Warning);
        Assert.Equal("2", Assert.Single(third.Logged, record => record.Level >= LogLevel.Warning).GetStructuredStateValue("Count"));
    }
}
