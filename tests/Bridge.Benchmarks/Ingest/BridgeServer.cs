using Bridge.Benchmarks.Processes;
using Bridge.Benchmarks.Upstreams;
using Bridge.Simulator.Processes;

namespace Bridge.Benchmarks.Ingest;

/// <summary>The bridge, with upstreams that have the one incident that all webhooks are about.</summary>
internal sealed class BridgeServer : IngestServer
{
    private readonly UpstreamsProcess _upstreams;
    private readonly BridgeProcess _bridge;

    private BridgeServer(UpstreamsProcess upstreams, BridgeProcess bridge)
        : base("bridge") => (_upstreams, _bridge) = (upstreams, bridge);

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
        var upstreams = await UpstreamsProcess.StartAsync(cancellationToken);
        await upstreams.DeclareAsync(1, cancellationToken);
        var bridge = await BridgeProcess.StartNewAsync(upstreams.SettingsOfBridge(secret, database, settings), cancellationToken);
        return new BridgeServer(upstreams, bridge);
    }

    /// <summary>What is committed to its store and was answered; no two webhooks are the same, so none may count as a duplicate.</summary>
    public override async Task<long> ReadTakenAsync(CancellationToken cancellationToken) =>
        (long)(await _bridge.ReadMetricsAsync(cancellationToken))["""incidentbridge_webhook_accepted_total{result="stored"}"""];

    public override async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _upstreams.DisposeAsync();
    }
}
