namespace Bridge.IntegrationTests.Webhooks;

/// <summary>What an answer tells a stranger beside its status: nothing of the software, its version, or the machine.</summary>
public sealed class SilentAnswerTests(WebhookScene scene) : IClassFixture<WebhookScene>
{
    private static readonly string[] Harmless = ["Allow", "Connection", "Content-Length", "Date", "Transfer-Encoding"];

    /// <summary>What tells a browser how to treat a page.</summary>
    private static readonly string[] ForBrowsers = ["Cache-Control", "Content-Security-Policy", "Cross-Origin-Resource-Policy", "Referrer-Policy", "X-Content-Type-Options"];

    [Theory]
    [InlineData("POST", "/")]
    [InlineData("GET", "/webhooks/incident-io")]
    [InlineData("POST", "/webhooks/incident-io")]
    [InlineData("POST", "/webhooks/incident-io/%00")]
    [InlineData("GET", "/webhooks/../metrics")]
    [InlineData("GET", "/%2e%2e/metrics")]
    [InlineData("OPTIONS", "*")]
    [InlineData("GET", "no-slash")]
    [InlineData("CONNECT", "127.0.0.1:8081")]
    public async Task The_webhook_port_gives_nothing_away(string method, string target)
    {
        var answer = await RawConnection.ExchangeAsync(scene.Bridge.Webhooks.BaseAddress!, new RawRequest { Method = method, Target = target });

        Assert.InRange(answer.Status, 400, 499);
        Assert.Empty(answer.Body);
        Assert.Empty(answer.Headers.Keys.Except(Harmless, StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Nor_does_it_when_a_webhook_is_taken()
    {
        var observation = await scene.SendAsync(WebhookScene.Webhook());

        observation.AssertStored();
        Assert.Empty(observation.Answer.Headers.Keys.Except(Harmless, StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/metrics", 200)]
    [InlineData("/healthz", 200)]
    [InlineData("/readyz", 200)]
    [InlineData("/", 200)]
    [InlineData("/api/v1/status", 200)]
    [InlineData("/api/v1/incidents/INC-404", 404)]
    [InlineData("/webhooks/incident-io", 404)]
    [InlineData("/debug", 404)]
    [InlineData("/appsettings.json", 404)]
    public async Task The_management_port_names_no_software_in_its_headers(string path, int status)
    {
        var answer = await RawConnection.ExchangeAsync(scene.Bridge.Management.BaseAddress!, new RawRequest { Method = "GET", Target = path });

        Assert.Equal(status, answer.Status);
        Assert.Empty(answer.Headers.Keys.Except([.. Harmless, "Content-Type", .. ForBrowsers], StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("\u001b[2Jmsg")]
    [InlineData("msg\tid")]
    [InlineData("msg\u0085id")]
    [InlineData("msg\u2028id")]
    public async Task What_would_break_a_log_line_never_gets_into_one(string hostile)
    {
        var asId = await scene.SendAsync(RawRequest.Of(WebhookScene.Webhook(id: hostile)));
        var asType = await scene.SendAsync(WebhookScene.Webhook(
            $$"""{"event_type":{{System.Text.Json.JsonSerializer.Serialize(hostile)}},"x":{"id":"INC1"} }"""));
        var asIncident = await scene.SendAsync(WebhookScene.Webhook(
            $$"""{"event_type":"ping","private_incident.incident_updated_v2":{"id":{{System.Text.Json.JsonSerializer.Serialize(hostile)}} } }"""));

        Assert.InRange(asId.Answer.Status, 400, 401);
        asType.AssertIgnored();
        asIncident.AssertIgnored();
        Assert.DoesNotContain(
            asId.Logged.Concat(asType.Logged).Concat(asIncident.Logged), record => record.Message.Any(char.IsControl) || record.Message.Contains(hostile, StringComparison.Ordinal));
    }
}
