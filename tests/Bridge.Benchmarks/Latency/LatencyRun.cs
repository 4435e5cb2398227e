using System.Diagnostics;
using Bridge.Benchmarks.Alerts;
using Bridge.Benchmarks.Load;
using Bridge.Benchmarks.Processes;
using Bridge.Benchmarks.Reports;
using Bridge.Benchmarks.Upstreams;
using Bridge.Simulator;
using Bridge.Simulator.Processes;
using Bridge.Simulator.Webhooks;

namespace Bridge.Benchmarks.Latency;

/// <summary>
/// How soon a new incident is annotated, at a steady pace and with upstreams that answer at once: from the webhook's first byte to the
/// request that creates its annotation, by the clock that all processes of the machine share.
/// </summary>
/// <remarks>
/// In short rounds with a new bridge each: incident.io lets a key read 1,200 incidents at once and 20 a second after that, and the bridge
/// keeps well under both. So this pace can be kept for some seconds only, whoever keeps it.
/// </remarks>
internal sealed class LatencyRun(LatencyOptions options)
{
    /// <summary>For the stand-ins' compiler: theirs is the time that is measured too. These incidents are not counted.</summary>
    private const int WarmUpSeconds = 1;

    private static readonly TimeSpan QuietDeadline = TimeSpan.FromMinutes(2);

    public async Task<ReportSection> RunAsync(CancellationToken cancellationToken)
    {
        await Programs.BridgeAsync(cancellationToken);
        await using var upstreams = await UpstreamsProcess.StartAsync(cancellationToken);
        var rounds = new List<LatencyRound>();
        for (var number = 1; number <= options.Rounds; number++)
        {
            rounds.Add(await MeasureAsync(upstreams, options, cancellationToken));
        }

        return LatencyReport.Write(options, rounds);
    }

    /// <summary>One round, with a new bridge.</summary>
    public static async Task<LatencyRound> MeasureAsync(
        UpstreamsProcess upstreams, LatencyOptions options, CancellationToken cancellationToken)
    {
        var (warmUp, count) = ((int)(WarmUpSeconds * options.PerSecond), (int)(options.Duration.TotalSeconds * options.PerSecond));
        using var folder = new RunFolder();
        await upstreams.ClearAsync(cancellationToken);
        await upstreams.DeclareAsync(warmUp + count, cancellationToken);
        var secret = WebhookSigner.NewSecret();
        await using var bridge = await BridgeProcess.StartNewAsync(
            upstreams.SettingsOfBridge(secret, folder.File("bridge.db"), options.Settings), cancellationToken);

        if (options.Alerts > 0)
        {
            await AnnounceAlertsAsync(upstreams, bridge.WebhookUrl, secret, options, cancellationToken);
        }

        var webhooks = new SignedWebhooks(bridge.WebhookUrl, secret, warmUp + count, incidents: warmUp + count);
        using var sender = new Sender(bridge.WebhookUrl, options.Connections);
        var sentAt = new long[count];
        await sender.SendAsync(warmUp, options.PerSecond, webhooks.Request, new long[warmUp]);
        var (timeBefore, metricsBefore) = (ProcessorTime.Of(bridge.ProcessId), await bridge.ReadMetricsAsync(cancellationToken));
        var load = await sender.SendAsync(count, options.PerSecond, index => webhooks.Request(warmUp + index), sentAt);
        load.EnsureClean("The bridge");
        await Eventually.GetAsync(
            "one annotation of each incident",
            QuietDeadline,
            async token => (await upstreams.JudgeAsync("status:open", token)).IsGood ? "so" : null,
            cancellationToken);
        var time = ProcessorTime.Of(bridge.ProcessId) - timeBefore;

        var drawn = (await upstreams.ReadCountsAsync(cancellationToken)).Creates - warmUp - count;
        var receivedAt = (await upstreams.ReadPostsAsync(cancellationToken)).ToDictionary(post => post.Incident, post => post.At);
        return new LatencyRound(
            load,
            [.. sentAt.Select((sent, index) => Stopwatch.GetElapsedTime(sent, receivedAt[IncidentIds.Of(warmUp + index + 1)]).TotalMilliseconds)],
            time,
            HistogramQuantiles.Between(
                metricsBefore, await bridge.ReadMetricsAsync(cancellationToken), "incidentbridge_delivery_latency_seconds"))
        {
            AlertsDrawn = drawn,
        };
    }

    private static async Task AnnounceAlertsAsync(
        UpstreamsProcess upstreams, Uri url, string secret, LatencyOptions options, CancellationToken cancellationToken)
    {
        await upstreams.DeclareAlertsAsync(options.Alerts, cancellationToken);
        var alerts = new AlertWebhooks(url, secret, options.Alerts);
        using var sender = new Sender(url, options.Connections);
        (await sender.SendAsync(options.Alerts, alerts.Request)).EnsureClean("The bridge");
    }
}
