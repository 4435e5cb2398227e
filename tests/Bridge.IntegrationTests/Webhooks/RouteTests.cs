using System.Net.Sockets;

namespace Bridge.IntegrationTests.Webhooks;

public sealed class RouteTests(WebhookScene scene) : IClassFixture<WebhookScene>
{
    private Uri WebhookPort => scene.Bridge.Webhooks.BaseAddress!;

    private Uri ManagementPort => scene.Bridge.Management.BaseAddress!;

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("TRACE")]
    [InlineData("NONSENSE")]
    public async Task Only_post_is_answered_though_signed(string method)
    {
        var observation = await scene.SendAsync(RawRequest.Of(WebhookScene.Webhook()) with { Method = method });

        Assert.Equal(405, observation.Answer.Status);
        Assert.Equal("POST", observation.Answer.Headers["Allow"]);
        Assert.False(observation.Answer.Headers.ContainsKey("Server"));
        Assert.Empty(observation.Answer.Body);
        Assert.Empty(observation.Stored);
    }

    [Fact]
    public async Task A_trailing_slash_is_no_redirect()
    {
        var observation = await scene.SendAsync(RawRequest.Of(WebhookScene.Webhook()) with { Target = "/webhooks/incident-io/" });

        observation.AssertStored();
    }

    [Fact]
    public async Task A_query_changes_nothing()
    {
        var observation = await scene.SendAsync(RawRequest.Of(WebhookScene.Webhook()) with { Target = "/webhooks/incident-io?a=b" });

        observation.AssertStored();
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("HEAD", "/")]
    [InlineData("GET", "/healthz")]
    [InlineData("HEAD", "/healthz")]
    public async Task A_load_balancer_that_probes_the_webhook_port_hears_that_it_is_there_and_nothing_more(string method, string path)
    {
        var observation = await scene.SendAsync(new RawRequest { Method = method, Target = path });

        Assert.Equal(200, observation.Answer.Status);
        Assert.Empty(observation.Answer.Body);
        Assert.Empty(observation.Counted);
        Assert.Empty(observation.Answer.Headers.Keys.Except(["Connection", "Content-Length", "Date"], StringComparer.OrdinalIgnoreCase));
        Assert.Equal(405, (await scene.SendAsync(RawRequest.Of(WebhookScene.Webhook()) with { Target = path })).Answer.Status);
    }

    [Theory]
    [InlineData("/webhooks")]
    [InlineData("/webhooks/")]
    [InlineData("/webhooks/incident-io/more")]
    [InlineData("//webhooks/incident-io")]
    [InlineData("/api/webhooks/incident-io")]
    [InlineData("/metrics")]
    [InlineData("/readyz")]
    [InlineData("/healthz/more")]
    [InlineData("/api/v1/status")]
    [InlineData("/api/v1/incidents/INC-123")]
    public async Task The_webhook_port_knows_no_other_path(string path)
    {
        var posted = await scene.SendAsync(RawRequest.Of(WebhookScene.Webhook()) with { Target = path });
        var got = await scene.SendAsync(new RawRequest { Method = "GET", Target = path });

        Assert.Equal(404, posted.Answer.Status);
        Assert.Equal(404, got.Answer.Status);
        Assert.Empty(posted.Stored);
        Assert.Empty(posted.Counted);
        Assert.Empty(got.Answer.Body);
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/readyz")]
    [InlineData("/api/v1/status")]
    public async Task A_forged_host_does_not_lead_from_the_webhook_port_to_the_management_pages(string path)
    {
        var request = new RawRequest { Method = "GET", Target = path, Host = $"127.0.0.1:{ManagementPort.Port}" };

        var onWebhookPort = await RawConnection.ExchangeAsync(WebhookPort, request);
        var absolute = await RawConnection.ExchangeAsync(WebhookPort, request with { Target = new Uri(ManagementPort, path).AbsoluteUri });
        var onManagementPort = await RawConnection.ExchangeAsync(ManagementPort, request with { Host = $"127.0.0.1:{WebhookPort.Port}" });

        Assert.Equal(404, onWebhookPort.Status);
        Assert.Equal(404, absolute.Status);
        Assert.Equal(200, onManagementPort.Status);
        Assert.False(onManagementPort.Headers.ContainsKey("Server"));
    }

    [Fact]
    public async Task The_management_port_takes_no_webhook_whatever_its_host_header_says()
    {
        var request = RawRequest.Of(WebhookScene.Webhook()) with { Host = $"127.0.0.1:{WebhookPort.Port}" };

        var observation = await scene.ObserveAsync(request, () => RawConnection.ExchangeAsync(ManagementPort, request));

        Assert.Equal(404, observation.Answer.Status);
        Assert.Empty(observation.Counted);
        Assert.Empty(observation.Stored);
    }

    [Fact]
    public async Task Neither_port_speaks_http2_without_being_asked_to()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(WebhookPort.Host, WebhookPort.Port, TestContext.Current.CancellationToken);

        await client.GetStream().WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        var first = new byte[64];
        var read = await client.GetStream().ReadAtLeastAsync(first, 1, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(" 200 ", System.Text.Encoding.ASCII.GetString(first, 0, read), StringComparison.Ordinal);
    }
}
