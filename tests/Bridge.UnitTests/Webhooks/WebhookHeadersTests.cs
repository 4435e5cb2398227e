using Bridge.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Bridge.UnitTests.Webhooks;

public sealed class WebhookHeadersTests
{
    private static readonly string[] Parts = ["id", "timestamp", "signature"];

    [Theory]
    [InlineData("webhook")]
    [InlineData("svix")]
    [InlineData("WEBHOOK")]
    [InlineData("Svix")]
    public void Either_family_is_taken_whatever_the_case_of_its_names(string family)
    {
        Assert.True(WebhookHeaders.TryRead(Family(family, "a"), out var headers));

        Assert.Equal(new WebhookHeaders("id-a", "timestamp-a", "signature-a"), headers);
    }

    [Fact]
    public void Of_two_complete_families_webhook_is_taken_and_the_other_ignored()
    {
        var both = Family("svix", "s");
        Add(both, "webhook", "w");

        Assert.True(WebhookHeaders.TryRead(both, out var headers));

        Assert.Equal(new WebhookHeaders("id-w", "timestamp-w", "signature-w"), headers);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("timestamp")]
    [InlineData("signature")]
    public void A_complete_family_is_taken_whole_when_the_other_has_only_a_part(string part)
    {
        var headers = Family("svix", "s");
        headers[$"webhook-{part}"] = "w";

        Assert.True(WebhookHeaders.TryRead(headers, out var read));

        Assert.Equal(new WebhookHeaders("id-s", "timestamp-s", "signature-s"), read);
    }

    [Theory]
    [InlineData("webhook", "id")]
    [InlineData("webhook", "timestamp")]
    [InlineData("webhook", "signature")]
    [InlineData("svix", "id")]
    [InlineData("svix", "timestamp")]
    [InlineData("svix", "signature")]
    public void A_missing_empty_or_doubled_header_is_refused(string family, string part)
    {
        var missing = Family(family, "a");
        missing.Remove($"{family}-{part}");
        var empty = Family(family, "a");
        empty[$"{family}-{part}"] = "";
        var doubled = Family(family, "a");
        doubled[$"{family}-{part}"] = new StringValues(["x", "x"]);

        Assert.False(WebhookHeaders.TryRead(missing, out _));
        Assert.False(WebhookHeaders.TryRead(empty, out _));
        Assert.False(WebhookHeaders.TryRead(doubled, out _));
    }

    [Theory]
    [InlineData("webhook", "svix", "svix")]
    [InlineData("svix", "webhook", "webhook")]
    [InlineData("webhook", "webhook", "svix")]
    [InlineData("webhook", "svix", "webhook")]
    public void The_families_are_never_mixed(string ofId, string ofTimestamp, string ofSignature)
    {
        var headers = new HeaderDictionary
        {
            [$"{ofId}-id"] = "a",
            [$"{ofTimestamp}-timestamp"] = "b",
            [$"{ofSignature}-signature"] = "c",
        };

        Assert.False(WebhookHeaders.TryRead(headers, out _));
    }

    [Theory]
    [InlineData("msg.with.dots")]
    [InlineData("!")]
    [InlineData("~")]
    public void An_id_may_hold_any_visible_ascii(string id)
    {
        var headers = Family("webhook", "a");
        headers["webhook-id"] = id;

        Assert.True(WebhookHeaders.TryRead(headers, out var read));

        Assert.Equal(id, read.Id);
    }

    [Theory]
    [InlineData("msg_é")]
    [InlineData("msg_Ã©")]
    [InlineData("msg 1")]
    [InlineData("msg\u007F")]
    [InlineData("msg\t1")]
    [InlineData("msg\0")]
    public void An_id_with_anything_else_is_refused(string id)
    {
        var headers = Family("webhook", "a");
        headers["webhook-id"] = id;

        Assert.False(WebhookHeaders.TryRead(headers, out _));
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    [InlineData(10_000, false)]
    public void An_id_has_at_most_256_characters(int length, bool taken)
    {
        var headers = Family("webhook", "a");
        headers["webhook-id"] = new string('m', length);

        Assert.Equal(taken, WebhookHeaders.TryRead(headers, out _));
    }

    [Theory]
    [InlineData(2_048, true)]
    [InlineData(2_049, false)]
    public void A_signature_has_at_most_2048_characters(int length, bool taken)
    {
        var headers = Family("webhook", "a");
        headers["webhook-signature"] = new string('s', length);

        Assert.Equal(taken, WebhookHeaders.TryRead(headers, out _));
    }

    private static HeaderDictionary Family(string family, string mark)
    {
        var headers = new HeaderDictionary();
        Add(headers, family, mark);
        return headers;
    }

    private static void Add(HeaderDictionary headers, string family, string mark)
    {
        foreach (var part in Parts)
        {
            headers[$"{family}-{part}"] = $"{part}-{mark}";
        }
    }
}
