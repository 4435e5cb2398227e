using System.Net;
using System.Text;
using Bridge.Observability;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Upstreams;

public sealed class UpstreamMetricsHandlerTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(HttpStatusCode.OK, null)]
    [InlineData(HttpStatusCode.NoContent, null)]
    [InlineData(HttpStatusCode.Found, "client")]
    [InlineData(HttpStatusCode.TooManyRequests, "rate_limited")]
    [InlineData(HttpStatusCode.BadGateway, "server")]
    public async Task An_answer_is_counted_and_a_failure_by_its_reason(HttpStatusCode status, string? reason)
    {
        await SendAsync(() => new HttpResponseMessage(status));

        var metrics = await ScrapeAsync();
        Assert.Contains("incidentbridge_upstream_requests_total{upstream=\"grafana\"} 1\n", metrics, StringComparison.Ordinal);
        foreach (var label in Enum.GetValues<FailureReason>().Select(Labels.Of))
        {
            Assert.Contains(
                $"incidentbridge_upstream_failed_total{{upstream=\"grafana\",reason=\"{label}\"}} {(label == reason ? 1 : 0)}\n",
                metrics,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_exception_is_counted_and_goes_on_its_way()
    {
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync(() => throw new HttpRequestException("no route")));

        Assert.Contains(
            "incidentbridge_upstream_failed_total{upstream=\"grafana\",reason=\"network\"} 1\n", await ScrapeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_of_a_request_is_measured()
    {
        await SendAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(3));
            return new HttpResponseMessage();
        });

        Assert.Contains("incidentbridge_upstream_duration_seconds_sum{upstream=\"grafana\"} 3\n", await ScrapeAsync(), StringComparison.Ordinal);
    }

    private async Task SendAsync(Func<HttpResponseMessage> answer)
    {
        using var wire = new StubHandler((_, _) => Task.FromResult(answer()));
        using var handler = new UpstreamMetricsHandler(UpstreamName.Grafana, new BridgeMetrics(_registry, [], 0), _time) { InnerHandler = wire };
        using var client = new HttpClient(handler);
        using var _ = await client.GetAsync(new Uri("http://grafana.test/"), TestContext.Current.CancellationToken);
    }

    private async Task<string> ScrapeAsync()
    {
        using var text = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(text, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
