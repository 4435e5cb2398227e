using Bridge.Simulator;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Processes;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>The replicas of a run on their store, between the stand-ins.</summary>
internal sealed class ChaosWorld : IAsyncDisposable
{
    private readonly IdleWatch _idle = new();

    private ChaosWorld(
        SimulatedIncidentIo incidentIo,
        SimulatedGrafana grafana,
        SimulatedGrafana healthy,
        IChaosStore store,
        int replicas,
        IReadOnlyList<(string Setting, string Value)> others)
    {
        var secret = WebhookSigner.NewSecret();
        var settings = BridgeEnvironment.Between(incidentIo, grafana, secret, database: "unused.db");
        settings["IncidentIo__ResyncInterval"] = "00:00:00"; // It would find what a lost webhook leaves behind, and hide the loss.
        settings["Annotations__OpenEndInterval"] = "00:00:00"; // A thousand open incidents would use up what incident.io allows in a minute.
        settings["Grafana__healthy__Url"] = healthy.Url.ToString();
        settings["Grafana__healthy__Token"] = healthy.EditorToken;
        foreach (var (name, value) in store.Settings.Select(setting => (setting.Key, setting.Value)).Concat(others))
        {
            settings[name] = value;
        }

        (IncidentIo, Grafana, Healthy, Store) = (incidentIo, grafana, healthy, store);
        Replicas = [.. Enumerable.Range(0, replicas).Select(_ => new Replica(settings, secret))];
    }

    public SimulatedIncidentIo IncidentIo { get; }

    public SimulatedGrafana Grafana { get; }

    /// <summary>A second one, which nothing ever breaks: the bridge posts to it whatever the other one does.</summary>
    public SimulatedGrafana Healthy { get; }

    public IChaosStore Store { get; }

    public IReadOnlyList<Replica> Replicas { get; }

    /// <summary>A world whose replicas are not started yet.</summary>
    public static async Task<ChaosWorld> CreateAsync(
        IChaosStore store,
        int replicas,
        GrafanaDialect dialect,
        IReadOnlyList<(string Setting, string Value)> settings,
        CancellationToken cancellationToken) => new(
            await SimulatedIncidentIo.StartNewAsync(time: null, cancellationToken),
            await SimulatedGrafana.StartNewAsync(dialect, time: null, cancellationToken),
            await SimulatedGrafana.StartNewAsync(dialect, time: null, cancellationToken),
            store,
            replicas,
            settings);

    public Task StartReplicasAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Replicas.Select(replica => replica.StartAsync(cancellationToken)));

    public Task StopReplicasAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Replicas.Select(replica => replica.Bridge.StopAsync(cancellationToken)));

    /// <summary>Whether every replica says that nothing waits for reconciliation.</summary>
    public async Task<bool> IsIdleAsync(CancellationToken cancellationToken)
    {
        var pending = 0.0;
        foreach (var replica in Replicas)
        {
            pending += (await replica.Bridge.ReadMetricsAsync(cancellationToken))["incidentbridge_queue_pending"];
        }

        return _idle.IsIdle(pending);
    }

    /// <summary>How many log entries of all replicas have this number.</summary>
    public int CountLogged(int eventId) => Logged(eventId).Count();

    /// <summary>The log entries of all replicas that have this number.</summary>
    public IEnumerable<BridgeLogEntry> Logged(int eventId) =>
        Replicas.SelectMany(replica => replica.Bridge.Log.Where(entry => entry.EventId == eventId));

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in Replicas)
        {
            await replica.DisposeAsync();
        }

        await IncidentIo.DisposeAsync();
        await Grafana.DisposeAsync();
        await Healthy.DisposeAsync();
    }
}
