using Bridge.IntegrationTests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace Bridge.IntegrationTests.Observability;

public sealed class TraceTests
{
    private readonly string _incident = $"incident-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_webhook_its_reconciliation_and_the_requests_to_both_upstreams_are_one_trace()
    {
        using var collector = new TraceCollector();
        await using var bridge = await BridgeInstance.StartAsync(collector.Settings);
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.BecomesAsync(new IncidentPayload(_incident));
        await bridge.StopAsync();
        var trace = await collector.TraceOfAsync(_incident);

        var webhook = Assert.Single(trace, span => span.Name == "webhook receive");
        var reconciliation = Assert.Single(trace, span => span.Name == "incident reconcile");
        Assert.Equal(webhook.SpanId, reconciliation.ParentSpanId);
        Assert.Equal("", webhook.ParentSpanId);
        var requests = trace.Where(span => span.ParentSpanId == reconciliation.SpanId).Select(span => span.Name).Order();
        Assert.Equal(["GET", "GET", "POST"], requests);
    }

    [Fact]
    public async Task Variables_that_are_about_traces_alone_will_do_and_nothing_but_traces_goes_out()
    {
        using var collector = new TraceCollector();
        await using var bridge = await BridgeInstance.StartAsync(collector.SettingsOfTraces);
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.BecomesAsync(new IncidentPayload(_incident));
        await bridge.StopAsync();

        Assert.NotEmpty(await collector.TraceOfAsync(_incident));
        Assert.All(collector.Calls, call => Assert.Equal("/v1/traces", call.RequestMessage.Path));
    }

    [Fact]
    public async Task A_trace_goes_on_after_a_restart()
    {
        using var collector = new TraceCollector();
        await using var bridge = await BridgeInstance.StartAsync(collector.Settings);
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(_incident), Answer.Status(500));
        await bridge.AnnounceAsync(_incident);
        await bridge.HasEndedAsync(_incident, "retry");
        await bridge.StopAsync();
        bridge.IncidentIo.Has(new IncidentPayload(_incident));
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.StartAgainAsync();
        await bridge.HasEndedAsync(_incident, "succeeded");
        await bridge.StopAsync();
        var trace = await collector.TraceOfAsync(_incident);

        var webhook = Assert.Single(trace, span => span.Name == "webhook receive");
        var attempts = trace.Where(span => span.Name == "incident reconcile").ToList();
        Assert.True(attempts.Count >= 2, $"{attempts.Count} attempts are in the trace");
        Assert.All(attempts, attempt => Assert.Equal(webhook.SpanId, attempt.ParentSpanId));
        Assert.Contains(trace, span => span.Name == "POST");
    }

    [Fact]
    public async Task A_sender_does_not_choose_the_trace()
    {
        const string Chosen = "0af7651916cd43dd8448eb211c80319c";
        using var collector = new TraceCollector();
        await using var bridge = await BridgeInstance.StartAsync(collector.Settings);
        bridge.IncidentIo.Has(new IncidentPayload(_incident));
        bridge.Grafana.TakesCreates(id: 42);
        var request = TestWebhook.About(_incident).ToRequest();
        request.Headers.Add("traceparent", $"00-{Chosen}-b7ad6b7169203331-01");

        using var answer = await bridge.Webhooks.SendAsync(request, TestContext.Current.CancellationToken);
        await bridge.HasEndedAsync(_incident, "succeeded");
        await bridge.StopAsync();

        var trace = await collector.TraceOfAsync(_incident);
        Assert.NotEqual(Chosen, trace[0].TraceId);
        Assert.Contains(trace, span => span.Name == "webhook receive" && span.ParentSpanId.Length == 0);
    }

    [Fact]
    public async Task Nothing_is_traced_without_a_collector()
    {
        await using var bridge = await BridgeInstance.StartAsync();

        Assert.Null(bridge.Services.GetService<TracerProvider>());
    }
}
