using System.Text;
using Bridge.IntegrationTests.Hosting;
using Bridge.Observability;

namespace Bridge.IntegrationTests.Webhooks;

/// <summary>What never reaches an endpoint is counted once, by its reason, and logged at most once per minute.</summary>
public sealed class PortRefusalTests(WebhookScene scene) : IClassFixture<WebhookScene>
{
    private const string Head = "POST /webhooks/incident-io HTTP/1.1\r\nHost: x\r\n";

    [Theory]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n", "tls")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "proxy_protocol")]
    [InlineData("hello\r\n\r\n", "malformed")]
    [InlineData("GET / HTTP/9.9\r\n\r\n", "malformed")]
    [InlineData("GET / HTTP/1.1\r\nno-colon\r\n\r\n", "malformed")]
    [InlineData("GET /missing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "not_found")]
    [InlineData("GET /webhooks/incident-io HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "method")]
    public async Task What_never_reaches_an_endpoint_is_counted_by_its_reason(string text, string reason)
    {
        var before = await RefusedAsync();

        await SendAsync(text);

        var refused = await RefusedAsync();
        Assert.Equal(1, refused[reason] - before[reason]);
        Assert.Equal(before.Values.Sum() + 1, refused.Values.Sum());
    }

    [Fact]
    public async Task A_second_request_on_a_connection_is_judged_by_itself()
    {
        var before = await RefusedAsync();

        await SendAsync("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nhello\r\n\r\n");

        Assert.Equal(before["malformed"] + 1, (await RefusedAsync())["malformed"]);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked", "no chunk\r\n")]
    [InlineData("Transfer-Encoding: chunked", "2\r\n{}0\r\n\r\n")]
    [InlineData("Content-Length: 9999", "{}")]
    public async Task A_body_that_breaks_off_is_counted_once_whoever_notices(string framing, string body)
    {
        await IsCalmAsync();
        var before = await CountedAsync();
        var webhook = WebhookScene.Webhook();
        using (var connection = await RawConnection.OpenAsync(scene.Bridge.Webhooks.BaseAddress!))
        {
            var headers = string.Concat(RawRequest.Of(webhook).Headers.Select(header => $"{header.Name}: {header.Value}\r\n"));
            await connection.WriteAsync(Encoding.Latin1.GetBytes($"{Head}{headers}{framing}\r\n\r\n{body}"));
            connection.EndSending();
            await connection.ReadAllAsync();
        }

        await Eventually.IsTrueAsync(async () => await CountedAsync() > before, "it is counted");
        Assert.Equal(before + 1, await CountedAsync());
    }

    /// <summary>The connections of the test before are over, and counted.</summary>
    private Task IsCalmAsync()
    {
        var last = double.NaN;
        var same = 0;
        return Eventually.IsTrueAsync(
            async () =>
            {
                var now = await CountedAsync();
                same = now == last ? same + 1 : 0;
                last = now;
                return same == 50;
            },
            "nothing is counted any more");
    }

    [Fact]
    public async Task The_server_writes_no_line_of_its_own()
    {
        for (var count = 0; count < 20; count++)
        {
            using var connection = await RawConnection.OpenAsync(scene.Bridge.Webhooks.BaseAddress!);
            await connection.WriteAsync(RawRequest.Of(WebhookScene.Webhook()).Head());
            connection.Reset();
            await SendAsync("hello\r\n\r\n");
        }

        var lines = scene.Bridge.Logs.GetSnapshot();
        Assert.DoesNotContain(lines, line => line.Category!.StartsWith("Microsoft.AspNetCore.Server", StringComparison.Ordinal));
        Assert.InRange(lines.Count(line => line.Id.Id == EventIds.ConnectionsRefused && line.Message.Contains("malformed", StringComparison.Ordinal)), 0, 1);
    }

    private async Task<double> CountedAsync() => (await RefusedAsync()).Values.Sum()
        + (await scene.CountersAsync()).Where(counter => counter.Key.StartsWith("webhook_rejected", StringComparison.Ordinal)).Sum(counter => counter.Value);

    private async Task SendAsync(string text)
    {
        using var connection = await RawConnection.OpenAsync(scene.Bridge.Webhooks.BaseAddress!);
        await connection.WriteAsync(Encoding.Latin1.GetBytes(text));
        await connection.ReadAllAsync();
    }

    private async Task<Dictionary<string, double>> RefusedAsync()
    {
        const string Prefix = "incidentbridge_connections_refused_total{port=\"webhooks\",reason=\"";
        return (await scene.Bridge.ReadMetricsAsync())
            .Where(sample => sample.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(sample => sample.Key[Prefix.Length..^"\"}".Length], sample => sample.Value);
    }
}
