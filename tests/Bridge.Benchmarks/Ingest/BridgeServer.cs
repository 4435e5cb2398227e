using Bridge.Benchmarks.Processes;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Processes;

namespace Bridge.Benchmarks.Ingest;

/// <summary>The bridge, with upstreams that have the one incident that all webhooks are about.</summary>
internal sealed class BridgeServer : IngestServer
{
    private readonly SimulatedIncidentIo _incidentIo;
    private readonly SimulatedGrafana _grafana;
    private readonly BridgeProcess _bridge;

    private BridgeServer(SimulatedIncidentIo incidentIo, SimulatedGrafana grafana, BridgeProcess bridge)
        : base("bridge") => (_incidentIo, _grafana, _bridge) = (incidentIo, grafana, bridge);

    public override Uri Url => _bridge.WebhookUrl;

    public override int ProcessId => _bridge.ProcessId;

    /// <param name="secret">Of its endpoint.</param>
    /// <param name="database">The SQLite file.</param>
    /// <param name="settings">Beyond what every run has.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<BridgeServer> StartAsync(
        string secret, string database, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken)
    {
        await Programs.BridgeAsync(cancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        var incidentIo = await SimulatedIncidentIo.StartNewAsync(time: null, cancellationToken);
        incidentIo.Put(SimulatedIncident.Declared(1, "Checkout answers slowly", now).Live(now));
        var grafana = await SimulatedGrafana.StartNewAsync(time: null, cancellationToken);
        var environment = BridgeEnvironment.Between(incidentIo, grafana, secret, database);
        foreach (var (setting, value) in settings)
        {
            environment[setting] = value;
        }

        return new BridgeServer(incidentIo, grafana, await BridgeProcess.StartNewAsync(environment, cancellationToken));
    }

    /// <summary>What is committed to its store and was answered; no two webhooks are the same, so none may count as a duplicate.</summary>
    public override async Task<long> ReadTakenAsync(CancellationToken cancellationToken) =>
        (long)(await _bridge.ReadMetricsAsync(cancellationToken))["""incidentbridge_webhook_accepted_total{result="stored"}"""];

    public override async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _incidentIo.DisposeAsync();
        await _grafana.DisposeAsync();
    }
}
