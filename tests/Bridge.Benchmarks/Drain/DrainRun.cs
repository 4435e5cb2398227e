using System.Text;
using Bridge.Benchmarks.Load;
using Bridge.Benchmarks.Processes;
using Bridge.Benchmarks.Reports;
using Bridge.Benchmarks.Upstreams;
using Bridge.Simulator;
using Bridge.Simulator.Processes;
using Bridge.Simulator.Webhooks;

namespace Bridge.Benchmarks.Drain;

/// <summary>
/// How fast what has piled up in an outage is worked off, beside the rate at which the same Grafana takes the same annotations from a
/// load generator that does nothing else.
/// </summary>
/// <remarks>
/// After an outage each incident waits for its own next try, which is at most a minute away: a measurement from the outage's end would be one of
/// those waits. So the bridge is stopped in the outage, and started after it when all of them are due.
/// </remarks>
internal sealed class DrainRun(DrainOptions options)
{
    private const int WebhookConnections = 32;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(20);

    public async Task<ReportSection> RunAsync(CancellationToken cancellationToken)
    {
        await Programs.BridgeAsync(cancellationToken);
        await using var upstreams = await UpstreamsProcess.StartAsync(cancellationToken);
        await upstreams.DeclareAsync(options.Incidents, cancellationToken);
        var rounds = new List<DrainRound>();
        for (var number = 1; number <= options.Rounds; number++)
        {
            foreach (var delay in options.Delays)
            {
                var (counts, time) = await DrainAsync(upstreams, delay, cancellationToken);
                var bare = await PostAsync(upstreams, cancellationToken);
                var round = new DrainRound(delay, options.Incidents, counts, time, bare.EnsureClean("Grafana").PerSecond);
                rounds.Add(round);
                Console.Error.WriteLine(
                    $"round {number}, {delay.TotalMilliseconds:0} ms: {round.BridgePerSecond:0}/s, bare {round.BarePerSecond:0}/s, {counts}");
            }
        }

        return DrainReport.Write(options, rounds);
    }

    private async Task<(UpstreamCounts Counts, TimeSpan ProcessorTime)> DrainAsync(
        UpstreamsProcess upstreams, TimeSpan delay, CancellationToken cancellationToken)
    {
        using var folder = new RunFolder();
        var secret = WebhookSigner.NewSecret();
        await upstreams.BehaveAsync(isAway: true, isLimited: false, delay, cancellationToken);
        await using var bridge = new BridgeProcess(upstreams.SettingsOfBridge(secret, folder.File("bridge.db"), options.Settings));
        var outage = await TakeDuringOutageAsync(bridge, secret, cancellationToken);

        // The wait for the next try doubles with each failure, so none is much longer than the outage was.
        await Task.Delay((1.5 * outage) + TimeSpan.FromSeconds(2), TimeProvider.System, cancellationToken);
        await upstreams.BehaveAsync(isAway: false, options.IsRateLimited, delay, cancellationToken);
        await upstreams.ClearAsync(cancellationToken);
        await bridge.StartAsync(cancellationToken);
        await Eventually.GetAsync(
            "one annotation of each incident", Deadline, async token => await IsDoneAsync(token) ? "so" : null, cancellationToken);
        return (await upstreams.ReadCountsAsync(cancellationToken), ProcessorTime.Of(bridge.ProcessId));

        async Task<bool> IsDoneAsync(CancellationToken token) =>
            (await upstreams.ReadCountsAsync(token)).Creates >= options.Incidents
            && (await bridge.ReadMetricsAsync(token))["incidentbridge_queue_pending"] == 0
            && (await upstreams.JudgeAsync("status:open", token)).IsGood;
    }

    /// <summary>Has a webhook about each incident taken while both upstreams refuse, and stops the bridge.</summary>
    /// <returns>How long the bridge has been trying.</returns>
    private async Task<TimeSpan> TakeDuringOutageAsync(BridgeProcess bridge, string secret, CancellationToken cancellationToken)
    {
        await bridge.StartAsync(cancellationToken);
        var webhooks = new SignedWebhooks(bridge.WebhookUrl, secret, options.Incidents, options.Incidents);
        using var sender = new Sender(bridge.WebhookUrl, WebhookConnections);
        var started = TimeProvider.System.GetTimestamp();
        var load = await sender.SendAsync(webhooks.Count, webhooks.Request);
        load.EnsureClean("The bridge in an outage");
        await bridge.StopAsync(cancellationToken);
        return TimeProvider.System.GetElapsedTime(started);
    }

    /// <summary>The annotations that the bridge has made, once more.</summary>
    private async Task<LoadResult> PostAsync(UpstreamsProcess upstreams, CancellationToken cancellationToken)
    {
        var bodies = await upstreams.ReadBodiesAsync(cancellationToken);
        await upstreams.ClearAsync(cancellationToken);
        using var sender = new Sender(upstreams.GrafanaUrl, options.Concurrency);
        return await sender.SendAsync(bodies.Count, index =>
        [
            Encoding.ASCII.GetBytes(
                $"POST /api/annotations HTTP/1.1\r\nHost: {upstreams.GrafanaUrl.Authority}\r\nAuthorization: Bearer token\r\nContent-Type: application/json\r\nContent-Length: {bodies[index].Length}\r\n\r\n"),
            bodies[index],
        ]);
    }
}
