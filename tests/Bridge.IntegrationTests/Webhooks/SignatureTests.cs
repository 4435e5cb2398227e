using System.Text;
using System.Text.Json;
using Bridge.IntegrationTests.Hosting;
using Bridge.Ports;

namespace Bridge.IntegrationTests.Webhooks;

public sealed class SignatureTests(WebhookScene scene) : IClassFixture<WebhookScene>
{
    private const string Bad = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    [Theory]
    [InlineData("{good}")]
    [InlineData("{bad} {good}")]
    [InlineData("{good} {bad}")]
    [InlineData("{bad} {good} {bad}")]
    [InlineData("v1a,AAAA {good}")]
    [InlineData("garbage {good}")]
    [InlineData("{good} garbage")]
    [InlineData("{bad}  {good}")]
    public async Task One_good_signature_in_the_list_is_enough(string list)
    {
        var observation = await scene.SendAsync(WithSignature(list));

        observation.AssertStored();
    }

    [Theory]
    [InlineData("{bad}")]
    [InlineData("v1,")]
    [InlineData("nonsense")]
    [InlineData("V{good}")]
    [InlineData("{good}A")]
    [InlineData("{good},v1,AAAA")]
    [InlineData("{good}, v1,AAAA")]
    [InlineData("{bad}\t{good}")]
    public async Task Without_one_it_is_refused(string list)
    {
        var observation = await scene.SendAsync(WithSignature(list));

        observation.AssertRefused(401, "signature");
    }

    [Fact]
    public async Task The_good_one_is_found_among_as_many_as_fit_in_the_header()
    {
        var fit = RequestLimits.SignatureLength / (Bad.Length + 1);
        var list = string.Join(' ', Enumerable.Repeat(Bad, fit - 2).Append("{good}"));

        var observation = await scene.SendAsync(WithSignature(list));

        observation.AssertStored();
    }

    [Fact]
    public async Task A_truncated_signature_is_refused()
    {
        var webhook = WebhookScene.Webhook();

        var observation = await scene.SendAsync(webhook with { Signature = webhook.Sign()[..11] });

        observation.AssertRefused(401, "signature");
    }

    [Fact]
    public async Task The_second_secret_verifies_too_and_is_counted_by_its_index()
    {
        var observation = await scene.SendAsync(WebhookScene.Webhook() with { Secret = WebhookScene.SecondSecret });

        observation.AssertStored(secret: 1);
    }

    [Fact]
    public async Task A_sender_in_the_middle_of_a_rotation_signs_with_both_secrets()
    {
        var webhook = WebhookScene.Webhook();
        var retired = webhook with { Secret = WebhookScene.UnknownSecret };

        var observation = await scene.SendAsync(webhook with { Signature = $"{retired.Sign()} {webhook.Sign()}" });

        observation.AssertStored();
    }

    [Fact]
    public async Task An_unknown_secret_is_refused()
    {
        var observation = await scene.SendAsync(WebhookScene.Webhook() with { Secret = WebhookScene.UnknownSecret });

        observation.AssertRefused(401, "signature");
    }

    [Fact]
    public async Task An_altered_body_is_refused()
    {
        var webhook = WebhookScene.Webhook();
        byte[] altered = [.. webhook.Body];
        altered[^10] ^= 1;

        var observation = await scene.SendAsync(webhook with { Signature = webhook.Sign(), Body = altered });

        observation.AssertRefused(401, "signature");
    }

    [Fact]
    public async Task The_same_json_written_anew_is_refused()
    {
        var webhook = WebhookScene.Webhook("""{ "event_type" : "ping" }""");
        var rewritten = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(JsonDocument.Parse(webhook.Body)));

        var observation = await scene.SendAsync(webhook with { Signature = webhook.Sign(), Body = rewritten });

        observation.AssertRefused(401, "signature");
    }

    [Fact]
    public async Task An_altered_timestamp_is_refused()
    {
        var webhook = WebhookScene.Webhook();

        var observation = await scene.SendAsync(webhook with { Signature = webhook.Sign(), Timestamp = $"{WebhookScene.Now + 1}" });

        observation.AssertRefused(401, "signature");
    }

    [Fact]
    public async Task An_altered_id_is_refused()
    {
        var webhook = WebhookScene.Webhook();

        var observation = await scene.SendAsync(webhook with { Signature = webhook.Sign(), Id = $"{webhook.Id}x" });

        observation.AssertRefused(401, "signature");
    }

    [Fact]
    public async Task A_dot_moved_between_id_and_timestamp_is_refused()
    {
        var webhook = WebhookScene.Webhook(id: "msg_1") with { Timestamp = $"2.{WebhookScene.Now}" };
        var shifted = WebhookScene.Webhook(id: "msg_1.2");

        var original = await scene.SendAsync(webhook);
        var moved = await scene.SendAsync(shifted with { Signature = webhook.Sign() });

        // The two have the same signed bytes; only the one whose timestamp is a plain number is genuine.
        original.AssertRefused(401, "timestamp");
        moved.AssertStored();
    }

    [Fact]
    public async Task The_published_vector_verifies_and_is_no_event()
    {
        var webhook = WebhookScene.Webhook("""{"test": 2432232314}""", id: "msg_p5jXN8AQM9LWM0D4loKWxJek");

        var observation = await scene.SendAsync(
            webhook with { Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" });

        observation.AssertUnusable();
    }

    private static TestWebhook WithSignature(string list)
    {
        var webhook = WebhookScene.Webhook();
        var header = list.Replace("{good}", webhook.Sign(), StringComparison.Ordinal).Replace("{bad}", Bad, StringComparison.Ordinal);
        return webhook with { Signature = header };
    }
}
