using Bridge.Benchmarks.Latency;
using Bridge.Benchmarks.Processes;
using Bridge.Benchmarks.Reports;
using Bridge.Benchmarks.Upstreams;

namespace Bridge.Benchmarks.Alerts;

/// <summary>
/// How soon a new incident is annotated while thousands of alerts wait to be read and drawn, beside the same bridge without them. Each has its turn
/// in each round.
/// </summary>
internal sealed class AlertsRun(LatencyOptions options)
{
    /// <summary>Every alert is wanted, and drawn at once: what costs most.</summary>
    private static readonly Dictionary<string, string> Settings = new()
    {
        ["Alerts__Show"] = "matching",
        ["Alerts__MinDuration"] = "00:00:00",
        ["Alerts__MaxPerDay"] = "100000",
    };

    public async Task<ReportSection> RunAsync(CancellationToken cancellationToken)
    {
        await Programs.BridgeAsync(cancellationToken);
        await using var upstreams = await UpstreamsProcess.StartAsync(cancellationToken);
        var (alone, beside) = (new List<LatencyRound>(), new List<LatencyRound>());
        for (var number = 1; number <= options.Rounds; number++)
        {
            alone.Add(await MeasureAsync(upstreams, 0, cancellationToken));
            beside.Add(await MeasureAsync(upstreams, options.Alerts, cancellationToken));
        }

        return AlertsReport.Write(options, alone, beside);
    }

    private Task<LatencyRound> MeasureAsync(UpstreamsProcess upstreams, int alerts, CancellationToken cancellationToken) =>
        LatencyRun.MeasureAsync(upstreams, options with { Alerts = alerts, Settings = Settings.Concat(options.Settings).ToDictionary() }, cancellationToken);
}
