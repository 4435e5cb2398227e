using System.Text;

namespace Bridge.IntegrationTests.Webhooks;

public sealed class BodyTests(WebhookScene scene) : IClassFixture<WebhookScene>
{
    private const string Type = "private_incident.incident_updated_v2";

    [Theory]
    [InlineData(WebhookScene.MaxBytes - 1)]
    [InlineData(WebhookScene.MaxBytes)]
    public async Task A_body_up_to_the_cap_is_taken(int length)
    {
        var observation = await scene.SendAsync(OfLength(length));

        observation.AssertStored("INC1");
    }

    [Theory]
    [InlineData(WebhookScene.MaxBytes + 1)]
    [InlineData(2 * WebhookScene.MaxBytes)]
    public async Task A_larger_body_is_refused_though_signed(int length)
    {
        var observation = await scene.SendAsync(OfLength(length));

        observation.AssertRefused(413, "too_large");
    }

    [Theory]
    [InlineData(WebhookScene.MaxBytes - 1, 1000)]
    [InlineData(WebhookScene.MaxBytes, 1000)]
    [InlineData(WebhookScene.MaxBytes, 16)]
    public async Task A_body_in_chunks_may_be_as_large_as_any_other(int length, int chunkSize)
    {
        var observation = await scene.SendAsync(OfLength(length) with { ChunkSize = chunkSize });

        observation.AssertStored("INC1");
    }

    [Theory]
    [InlineData(WebhookScene.MaxBytes + 1, 1000)]
    [InlineData(WebhookScene.MaxBytes + 1, 16)]
    [InlineData(2 * WebhookScene.MaxBytes, 1000)]
    [InlineData(100 * WebhookScene.MaxBytes, 1000)]
    public async Task A_larger_body_in_chunks_is_refused(int length, int chunkSize)
    {
        var observation = await scene.SendAsync(OfLength(length) with { ChunkSize = chunkSize });

        observation.AssertRefused(413, "too_large");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("identity")]
    public async Task A_content_encoding_is_refused(string encoding)
    {
        var observation = await scene.SendAsync(RawRequest.Of(WebhookScene.Webhook()).With("Content-Encoding", encoding));

        observation.AssertRefused(415, "headers");
    }

    [Fact]
    public async Task The_content_type_does_not_matter()
    {
        var request = RawRequest.Of(WebhookScene.Webhook());

        var none = await scene.SendAsync(request.Without("Content-Type"));

        none.AssertStored();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\uFEFF{}")]
    [InlineData("hello")]
    [InlineData("\"private_incident.incident_updated_v2\"")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"event_type":"ping" """)]
    [InlineData("""{"event_type":"ping"}x""")]
    [InlineData("""{"event_type":"ping"}{}""")]
    [InlineData("""{"event_type":""}""")]
    [InlineData("""{"event_type":null}""")]
    [InlineData("""{"event_type":7}""")]
    [InlineData("""{"event_type":["ping"]}""")]
    [InlineData("""{"event_type":{"event_type":"ping"} }""")]
    [InlineData($$"""{"event_type":"{{Type}}"}""")]
    [InlineData($$"""{"event_type":"{{Type}}","{{Type}}":null}""")]
    [InlineData($$"""{"event_type":"{{Type}}","{{Type}}":{} }""")]
    [InlineData($$"""{"event_type":"{{Type}}","data":{"id":"INC1"} }""")]
    public async Task What_is_signed_but_is_no_event_is_refused_for_good(string json)
    {
        var observation = await scene.SendAsync(WebhookScene.Webhook(json));

        observation.AssertUnusable();
    }

    [Theory]
    [InlineData("../../v1/identity?x=")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("INC1/../INC2")]
    [InlineData("%2e%2e")]
    [InlineData("INC1#")]
    [InlineData("INC1:x")]
    [InlineData("İNC1")]
    [InlineData("\\ud83d\\udea8")]
    [InlineData("\\ud83d")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_id_that_could_lead_a_request_elsewhere_is_refused_without_effect(string id)
    {
        var calls = scene.Bridge.IncidentIo.Calls.Count;

        var observation = await scene.SendAsync(WebhookScene.Webhook(Json(id)));

        observation.AssertUnusable();
        var statistics = await scene.Store.ReadStatisticsAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(
            scene.Bridge.IncidentIo.Calls.Skip(calls), call => call.RequestMessage.Url.Contains("x=", StringComparison.Ordinal));
        Assert.Empty(scene.Bridge.Grafana.Sequence);
        Assert.Equal(scene.Store.Accepted.Select(receipt => receipt.Subject).Distinct().Count(), statistics.Pending);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_verify_as_they_are_and_are_no_event()
    {
        var random = await scene.SendAsync(WebhookScene.Webhook() with { Body = [0xFF, 0xFE, 0x00] });
        var inTheId = await scene.SendAsync(WebhookScene.Webhook() with { Body = Bytes("INC1", 0xFF) });

        random.AssertUnusable();
        inTheId.AssertUnusable();
    }

    [Fact]
    public async Task Bytes_in_a_text_that_nobody_reads_do_not_cost_the_event()
    {
        var webhook = WebhookScene.Webhook() with { Body = Bytes("INC1\",\"name\":\"", 0xFF) };

        var observation = await scene.SendAsync(webhook);

        observation.AssertStored("INC1");
    }

    [Fact]
    public async Task Json_nested_a_thousand_levels_deep_is_refused_for_good()
    {
        var deep = new string('[', 900) + new string(']', 900);

        var observation = await scene.SendAsync(WebhookScene.Webhook($$"""{"event_type":"ping","ping":{{deep}} }"""));

        observation.AssertUnusable();
    }

    [Theory]
    [InlineData($$"""{"{{Type}}":{"id":"INC1"},"event_type":"{{Type}}"}""")]
    [InlineData($$"""{"event_type":"ping","event_type":"{{Type}}","{{Type}}":{"id":"INC0"},"{{Type}}":{"id":"INC1"} }""")]
    [InlineData($$""" {"new":[{"id":"no"}],"event_type":"{{Type}}","{{Type}}":{"new":{"id":"no"},"id":"INC1"} } """)]
    [InlineData($$"""{"event_type":"{{Type}}","{{Type}}":{"id":"INC1","name":"caf\u00e9 é 🚨"} }""")]
    public async Task An_event_is_understood_whatever_the_order_of_its_members(string json)
    {
        var observation = await scene.SendAsync(WebhookScene.Webhook(json));

        observation.AssertStored("INC1");
    }

    private static string Json(string id) => $$"""{"event_type":"{{Type}}", "{{Type}}":{"id":"{{id}}"} }""";

    private static byte[] Bytes(string id, byte last)
    {
        var json = Json($"{id}!");
        var end = json.IndexOf('!', StringComparison.Ordinal);
        return [.. Encoding.UTF8.GetBytes(json[..end]), last, .. Encoding.UTF8.GetBytes(json[(end + 1)..])];
    }

    private static RawRequest OfLength(int length) => RawRequest.Of(WebhookScene.Webhook(Json("INC1").PadRight(length)));
}
