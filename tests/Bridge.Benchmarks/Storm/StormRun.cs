using Bridge.Benchmarks.Load;
using Bridge.Benchmarks.Processes;
using Bridge.Benchmarks.Reports;
using Bridge.Benchmarks.Upstreams;
using Bridge.Simulator;
using Bridge.Simulator.Processes;
using Bridge.Simulator.Webhooks;

namespace Bridge.Benchmarks.Storm;

/// <summary>
/// Many webhooks about few incidents, as fast as they are taken: what that costs the upstreams, and what the senders notice of it. All
/// incidents are resolved half-way, so each annotation has to be written twice, or once if the bridge was not there before.
/// </summary>
internal sealed class StormRun(StormOptions options)
{
    private static readonly TimeSpan QuietDeadline = TimeSpan.FromMinutes(20);

    public async Task<ReportSection> RunAsync(CancellationToken cancellationToken)
    {
        await Programs.BridgeAsync(cancellationToken);
        using var folder = new RunFolder();
        await using var upstreams = await UpstreamsProcess.StartAsync(cancellationToken);
        await upstreams.DeclareAsync(options.Incidents, cancellationToken);
        await upstreams.BehaveAsync(isAway: false, options.IsRateLimited, TimeSpan.Zero, cancellationToken);
        var secret = WebhookSigner.NewSecret();
        await using var bridge = await BridgeProcess.StartNewAsync(
            upstreams.SettingsOfBridge(secret, folder.File("bridge.db"), options.Settings), cancellationToken);

        var webhooks = new SignedWebhooks(bridge.WebhookUrl, secret, options.Webhooks, options.Incidents);
        using var sender = new Sender(bridge.WebhookUrl, options.Connections);
        var half = options.Webhooks / 2;
        var first = await sender.SendAsync(half, webhooks.Request);
        await upstreams.ResolveAllAsync(cancellationToken);
        var second = await sender.SendAsync(options.Webhooks - half, index => webhooks.Request(half + index));
        var started = TimeProvider.System.GetTimestamp();
        foreach (var load in new[] { first, second })
        {
            load.EnsureClean("The storm");
        }

        await Eventually.GetAsync(
            "one annotation of each incident, resolved", QuietDeadline, async token => await IsQuietAsync(token) ? "so" : null, cancellationToken);
        return StormReport.Write(
            options, first, second, TimeProvider.System.GetElapsedTime(started), await upstreams.ReadCountsAsync(cancellationToken));

        async Task<bool> IsQuietAsync(CancellationToken token) =>
            (await bridge.ReadMetricsAsync(token))["incidentbridge_queue_pending"] == 0
            && (await upstreams.JudgeAsync("status:resolved", token)).IsGood;
    }
}
