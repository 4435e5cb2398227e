using System.Net;
using Bridge.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;

namespace Bridge.IntegrationTests.Observability;

/// <summary>The management port under those who ask it for too much.</summary>
public sealed class ManagementTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/metrics", 200)]
    [InlineData("HEAD", "/metrics", 200)]
    [InlineData("HEAD", "/healthz", 200)]
    [InlineData("HEAD", "/readyz", 200)]
    [InlineData("GET", "/", 200)]
    [InlineData("HEAD", "/", 200)]
    [InlineData("HEAD", "/api/v1/status", 200)]
    [InlineData("DELETE", "/metrics", 405)]
    [InlineData("POST", "/", 405)]
    [InlineData("OPTIONS", "/api/v1/status", 405)]
    [InlineData("DELETE", "/api/v1/incidents/INC-1", 405)]
    [InlineData("GET", "/api/v1", 404)]
    [InlineData("GET", "/api/v1/incidents", 404)]
    [InlineData("POST", "/metrics", 405)]
    [InlineData("PUT", "/healthz", 405)]
    [InlineData("POST", "/readyz", 405)]
    public async Task It_is_read_and_nothing_else(string method, string path, int status)
    {
        await using var bridge = await BridgeInstance.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await bridge.Management.SendAsync(request, Token);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.True(method != "HEAD" || (await answer.Content.ReadAsByteArrayAsync(Token)).Length == 0);
    }

    [Fact]
    public async Task Four_scrapes_are_served_at_once_and_the_fifth_is_to_come_again()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        var gate = new TaskCompletionSource();
        var waiting = 0;
        bridge.Services.GetRequiredService<CollectorRegistry>().AddBeforeCollectCallback(async _ =>
        {
            Interlocked.Increment(ref waiting);
            await gate.Task;
        });
        var scrapes = Enumerable.Range(0, 4).Select(_ => bridge.Management.GetAsync("/metrics", Token)).ToList();
        await Eventually.IsTrueAsync(() => waiting == 4, "four scrapes have begun");

        using var fifth = await bridge.Management.GetAsync("/metrics", Token);
        using var health = await bridge.Management.GetAsync("/healthz", Token);
        gate.SetResult();
        var answers = await Task.WhenAll(scrapes);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(1)), (fifth.StatusCode, fifth.Headers.RetryAfter?.Delta));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Equal(1, (await bridge.ReadMetricsAsync())["incidentbridge_connections_refused_total{port=\"management\",reason=\"busy\"}"]);
    }

    [Fact]
    public async Task It_listens_on_an_address_of_its_own()
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Server:ManagementAddress"] = "127.0.0.2" });

        Assert.Equal(("127.0.0.1", "127.0.0.2"), (bridge.Webhooks.BaseAddress!.Host, bridge.Management.BaseAddress!.Host));
        Assert.Equal("ok\n", await bridge.Management.GetStringAsync("/healthz", Token));
    }

    [Fact]
    public async Task Connections_are_counted_by_their_port()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        using var answer = await bridge.Webhooks.GetAsync("/", Token);

        var metrics = await bridge.ReadMetricsAsync();

        Assert.Equal(1, metrics["incidentbridge_connections{port=\"webhooks\"}"]);
        Assert.Equal(1, metrics["incidentbridge_connections{port=\"management\"}"]);
        Assert.Equal(0, metrics["incidentbridge_settings_reload_failing"]);
    }
}
