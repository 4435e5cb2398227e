using Bridge.Benchmarks.Latency;
using Bridge.Benchmarks.Processes;
using Bridge.Benchmarks.Reports;
using Bridge.Benchmarks.Upstreams;

namespace Bridge.Benchmarks.Neighbour;

/// <summary>
/// How soon a new incident is annotated in a healthy Grafana while a second one is broken, beside the same bridge without that second one.
/// Every kind of trouble has its turn in each round.
/// </summary>
internal sealed class NeighbourRun(LatencyOptions options)
{
    public async Task<ReportSection> RunAsync(CancellationToken cancellationToken)
    {
        await Programs.BridgeAsync(cancellationToken);
        await using var upstreams = await UpstreamsProcess.StartAsync(cancellationToken);
        var rounds = Enum.GetValues<Trouble>().ToDictionary(trouble => trouble, _ => new List<LatencyRound>());
        for (var number = 1; number <= options.Rounds; number++)
        {
            foreach (var trouble in rounds.Keys)
            {
                await using var broken = await BrokenGrafana.StartAsync(trouble, cancellationToken);
                var settings = broken.Settings.Concat(options.Settings).ToDictionary();
                rounds[trouble].Add(await LatencyRun.MeasureAsync(upstreams, options with { Settings = settings }, cancellationToken));
            }
        }

        return NeighbourReport.Write(options, rounds.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<LatencyRound>)pair.Value));
    }
}
