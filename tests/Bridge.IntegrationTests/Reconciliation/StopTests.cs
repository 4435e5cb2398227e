using Bridge.IntegrationTests.Hosting;
using Bridge.IntegrationTests.Webhooks;
using Bridge.Observability;
using Bridge.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Reconciliation;

public sealed class StopTests
{
    [Fact]
    public async Task Work_in_progress_is_finished_and_nothing_new_is_begun()
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MaxConcurrency"] = "1" });
        var annotations = bridge.Grafana.Remembers();
        var (gate, stop) = await StopInTheMiddleAsync(bridge);
        var early = stop.IsCompleted;
        gate.Open();
        await stop;

        Assert.False(early);
        Assert.Equal(("succeeded", false, false), Summary(bridge.WorkOn("one")!));
        Assert.Equal(("none", false, true), Summary(bridge.WorkOn("two")!));
        Assert.Equal(0, bridge.IncidentIo.FetchesOf("two"));
        Assert.Contains("x-incident:one", Assert.Single(annotations.All).Tags);
    }

    [Fact]
    public async Task What_was_not_begun_is_done_after_the_next_start_and_what_was_finished_is_not_done_again()
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MaxConcurrency"] = "1" });
        var annotations = bridge.Grafana.Remembers();
        var (gate, stop) = await StopInTheMiddleAsync(bridge);
        gate.Open();
        await stop;

        await bridge.StartAgainAsync();
        await bridge.HasEndedAsync("two", "succeeded");

        Assert.Equal(2, annotations.All.Count);
        Assert.Equal((1, 1), (bridge.IncidentIo.FetchesOf("one"), bridge.IncidentIo.FetchesOf("two")));
    }

    [Fact]
    public async Task Work_that_outlasts_the_hosts_patience_is_left_and_taken_up_after_the_next_start()
    {
        await using var bridge = await BridgeInstance.StartAsync(
            services: services => services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100)));
        var annotations = bridge.Grafana.Remembers();
        bridge.IncidentIo.Has(new IncidentPayload("one"));
        var gate = bridge.Grafana.Hold("POST");
        await bridge.AnnounceAsync("one");
        await Eventually.IsTrueAsync(() => gate.Waiting == 1, "the create was sent");

        // The request's own time-out is ten seconds; a stop that waited for it would not be over before the gate opens.
        await bridge.StopAsync().WaitAsync(TimeSpan.FromSeconds(8), TimeProvider.System, TestContext.Current.CancellationToken);
        gate.Open();
        await bridge.StartAgainAsync();
        await bridge.HasEndedAsync("one", "succeeded");

        Assert.Single(annotations.All);
    }

    [Fact]
    public async Task While_a_webhook_still_comes_in_work_is_finished_and_none_begun_and_the_webhook_is_stored()
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MaxConcurrency"] = "2" });
        bridge.Grafana.Remembers();
        bridge.IncidentIo.Has(new IncidentPayload("one"));
        bridge.IncidentIo.Has(new IncidentPayload("two"));
        var gate = bridge.Grafana.Hold("POST");
        await bridge.AnnounceAsync("one");
        await Eventually.IsTrueAsync(() => gate.Waiting == 1, "the create was sent");
        var webhook = RawRequest.Of(TestWebhook.About("two"));
        using var sender = await RawConnection.OpenAsync(bridge.Webhooks.BaseAddress!);
        await sender.WriteAsync(webhook.Head());
        await Eventually.IsTrueAsync(
            async () => (await bridge.ReadMetricsAsync())["incidentbridge_webhook_requests_total"] == 2, "the webhook is being read");

        var logs = bridge.Logs;
        var stop = bridge.StopAsync();
        gate.Open();
        await Eventually.IsTrueAsync(
            () => logs.GetSnapshot().Any(record => record.Id.Id == EventIds.Stopped), "the loop has ended beside the open request");
        await sender.WriteAsync(webhook.Payload());
        var answer = await sender.ReadAnswerAsync();
        await stop;

        Assert.Equal(204, answer.Status);
        Assert.Equal(("succeeded", false, false), Summary(bridge.WorkOn("one")!));
        Assert.Equal(("none", false, true), Summary(bridge.WorkOn("two")!));
        Assert.Equal(0, bridge.IncidentIo.FetchesOf("two"));
    }

    [Fact]
    public async Task Requests_that_are_never_sent_to_their_end_are_not_waited_for()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddSingleton<TimeProvider>(clock));
        var webhook = RawRequest.Of(TestWebhook.About("one"));
        var halves = new[]
        {
            webhook.Head()[..9],
            webhook.Head()[..^2],
            webhook.Head(),
            [.. webhook.Head(), .. webhook.Payload()[..20]],
            webhook.Without("webhook-id").Head(),
        };
        var connections = new List<RawConnection>();
        foreach (var half in halves)
        {
            connections.Add(await RawConnection.OpenAsync(bridge.Webhooks.BaseAddress!));
            await connections[^1].WriteAsync(half);
        }

        await Eventually.IsTrueAsync(
            async () => (await bridge.ReadMetricsAsync())["incidentbridge_webhook_requests_total"] == 3, "what has all of its headers is being read");

        // The server's own limit ends what lacks headers after ten seconds; the bridge's, of its clock, ends a body after twenty.
        var closing = bridge.Services.GetRequiredService<PortClosing>();
        var stop = bridge.StopAsync();
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(100));
                return closing.Over.IsCancellationRequested;
            },
            "the grace is over");
        await stop.WaitAsync(TimeSpan.FromSeconds(8), TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 408", await connections[2].ReadAllAsync(), StringComparison.Ordinal);
        connections.ForEach(connection => connection.Dispose());
    }

    /// <summary>The stop begins while the create of the first incident is under way and the second one waits its turn.</summary>
    private static async Task<(Gate Gate, Task Stop)> StopInTheMiddleAsync(BridgeInstance bridge)
    {
        bridge.IncidentIo.Has(new IncidentPayload("one"));
        bridge.IncidentIo.Has(new IncidentPayload("two"));
        var gate = bridge.Grafana.Hold("POST");
        await bridge.AnnounceAsync("one");
        await Eventually.IsTrueAsync(() => gate.Waiting == 1, "the create was sent");
        await bridge.AnnounceAsync("two");
        var stopping = bridge.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var stop = bridge.StopAsync();
        await Eventually.IsTrueAsync(() => stopping.IsCancellationRequested, "the stop has begun");
        return (gate, stop);
    }

    private static (string Outcome, bool IsLeased, bool IsPending) Summary(WorkItem item) => (item.Outcome, item.IsLeased, item.IsPending);
}
