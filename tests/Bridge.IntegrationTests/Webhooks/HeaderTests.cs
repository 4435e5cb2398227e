using System.Globalization;
using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Webhooks;

public sealed class HeaderTests(WebhookScene scene) : IClassFixture<WebhookScene>
{
    [Theory]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    [InlineData("webhook-signature")]
    public async Task A_missing_empty_or_doubled_header_is_refused(string name)
    {
        var request = RawRequest.Of(WebhookScene.Webhook());
        var value = request.Headers.Single(header => header.Name == name).Value;

        var missing = await scene.SendAsync(request.Without(name));
        var empty = await scene.SendAsync(request.Replace(name, ""));
        var doubled = await scene.SendAsync(request.With(name, value));

        missing.AssertRefused(401, "headers");
        empty.AssertRefused(401, "headers");
        doubled.AssertRefused(401, "headers");
    }

    [Theory]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    [InlineData("webhook-signature")]
    public async Task The_families_are_not_mixed(string name)
    {
        var request = RawRequest.Of(WebhookScene.Webhook());
        var (_, value) = request.Headers.Single(header => header.Name == name);

        var observation = await scene.SendAsync(
            request.Without(name).With(name.Replace("webhook", "svix", StringComparison.Ordinal), value));

        observation.AssertRefused(401, "headers");
    }

    [Theory]
    [InlineData("webhook")]
    [InlineData("svix")]
    [InlineData("WEBHOOK")]
    [InlineData("Svix")]
    public async Task Either_family_is_taken_whatever_the_case_of_its_names(string family)
    {
        var observation = await scene.SendAsync(RawRequest.Of(WebhookScene.Webhook(), family));

        observation.AssertStored();
    }

    [Fact]
    public async Task Of_two_complete_families_only_webhook_counts()
    {
        var good = WebhookScene.Webhook();
        var forged = WebhookScene.Webhook() with { Secret = WebhookScene.UnknownSecret };

        var goodFirst = await scene.SendAsync(Both(good, forged));
        var forgedFirst = await scene.SendAsync(Both(forged, good));

        goodFirst.AssertStored();
        forgedFirst.AssertRefused(401, "signature");

        static RawRequest Both(TestWebhook webhook, TestWebhook svix) =>
            RawRequest.Of(webhook) with { Headers = [.. RawRequest.Of(webhook).Headers, .. RawRequest.Of(svix, "svix").Headers.Skip(1)] };
    }

    [Theory]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    public async Task A_lone_header_of_the_other_family_does_no_harm(string name)
    {
        var observation = await scene.SendAsync(RawRequest.Of(WebhookScene.Webhook(), "svix").With(name, "x"));

        observation.AssertStored();
    }

    [Theory]
    [InlineData("msg_é")]
    [InlineData("msg 1")]
    public async Task An_id_that_is_not_visible_ascii_is_refused_though_it_is_signed(string id)
    {
        var observation = await scene.SendAsync(WebhookScene.Webhook(id: id));

        observation.AssertRefused(401, "headers");
    }

    [Fact]
    public async Task An_id_of_ten_kilobytes_is_refused_though_it_is_signed()
    {
        var observation = await scene.SendAsync(WebhookScene.Webhook(id: new string('m', 10_000)));

        observation.AssertRefused(401, "headers");
    }

    [Theory]
    [InlineData("msg.with.dots")]
    [InlineData("../../etc/passwd")]
    [InlineData("';DROP/**/TABLE/**/webhooks;--")]
    public async Task An_id_is_opaque(string id)
    {
        var observation = await scene.SendAsync(WebhookScene.Webhook(id: id));

        observation.AssertStored();
        Assert.Equal(id, observation.Stored[0].WebhookId);
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(300)]
    public async Task Five_minutes_either_way_are_taken(int seconds)
    {
        var observation = await scene.SendAsync(At(Text(WebhookScene.Now + seconds)));

        observation.AssertStored();
    }

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public async Task More_than_five_minutes_either_way_are_refused_though_signed(int seconds)
    {
        var observation = await scene.SendAsync(At(Text(WebhookScene.Now + seconds)));

        observation.AssertRefused(401, "timestamp");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1614265330")]
    [InlineData("+1614265330")]
    [InlineData("01614265330")]
    [InlineData("1614 265330")]
    [InlineData("1614265330.0")]
    [InlineData("1614265330abc")]
    [InlineData("1.61426533e9")]
    [InlineData("0x60380DB2")]
    [InlineData("1,614,265,330")]
    [InlineData("hello")]
    [InlineData("1614265330000")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999")]
    [InlineData("١٦١٤٢٦٥٣٣٠")]
    public async Task Another_spelling_of_the_time_is_refused_though_signed(string timestamp)
    {
        var observation = await scene.SendAsync(At(timestamp));

        observation.AssertRefused(401, "timestamp");
    }

    private static TestWebhook At(string timestamp) => WebhookScene.Webhook() with { Timestamp = timestamp };

    private static string Text(long seconds) => seconds.ToString(CultureInfo.InvariantCulture);
}
