using System.Globalization;
using Bridge.Benchmarks.Processes;
using Bridge.Benchmarks.Reports;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Processes;
using Bridge.Simulator.Webhooks;

namespace Bridge.Benchmarks.Rest;

/// <summary>How small the bridge is, and how soon it is there: the native build beside the two that need a runtime. One at a time, in turn.</summary>
/// <param name="rest">How long it does nothing before its memory is read again.</param>
/// <param name="rounds">How many times each is started.</param>
/// <param name="settings">Beyond the usual ones.</param>
internal sealed class RestRun(TimeSpan rest, int rounds, IReadOnlyDictionary<string, string> settings)
{
    public async Task<ReportSection> RunAsync(CancellationToken cancellationToken)
    {
        var builds = await Programs.BuildsAsync(cancellationToken);
        await using var incidentIo = await SimulatedIncidentIo.StartNewAsync(time: null, cancellationToken);
        await using var grafana = await SimulatedGrafana.StartNewAsync(time: null, cancellationToken);
        var measured = new List<RestRound>();
        for (var number = 1; number <= rounds; number++)
        {
            foreach (var build in builds)
            {
                var round = await MeasureAsync(build, incidentIo, grafana, cancellationToken);
                measured.Add(round);
                Console.Error.WriteLine(
                    $"round {number}, {build.Name}: ready after {round.Ready.TotalMilliseconds:0} ms, "
                    + $"{RestReport.MiB(round.Started.Resident)} MiB, later {RestReport.MiB(round.Rested.Resident)} MiB");
            }
        }

        return RestReport.Write(builds, measured, rest);
    }

    private async Task<RestRound> MeasureAsync(
        BridgeBuild build, SimulatedIncidentIo incidentIo, SimulatedGrafana grafana, CancellationToken cancellationToken)
    {
        using var folder = new RunFolder();
        var port = Readiness.FreePort();
        var environment = BridgeEnvironment.Between(incidentIo, grafana, WebhookSigner.NewSecret(), folder.File("bridge.db"));
        environment["Server__ManagementPort"] = port.ToString(CultureInfo.InvariantCulture);
        foreach (var (setting, value) in settings)
        {
            environment[setting] = value;
        }

        await using var bridge = new BridgeProcess(environment) { Binary = build.Binary };
        var started = TimeProvider.System.GetTimestamp();
        bridge.Launch();
        await Readiness.WaitAsync(port, cancellationToken);
        var ready = TimeProvider.System.GetElapsedTime(started);
        var atFirst = ResidentMemory.Of(bridge.ProcessId);
        await Task.Delay(rest, TimeProvider.System, cancellationToken);
        return new RestRound(build, ready, atFirst, ResidentMemory.Of(bridge.ProcessId));
    }
}
