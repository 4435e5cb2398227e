using Bridge.Observability;
using Bridge.Vocabulary;
using Prometheus;

namespace Bridge.Ports;

/// <summary>The metrics of the two ports. Each label combination exists from the start.</summary>
internal sealed class ConnectionMetrics
{
    private readonly Gauge _open;
    private readonly Counter _refused;

    /// <param name="registry">What is exposed.</param>
    /// <param name="ports">The ports that are open.</param>
    public ConnectionMetrics(CollectorRegistry registry, params IReadOnlyList<Listener> ports)
    {
        var metrics = Metrics.WithCustomRegistry(registry);
        _open = metrics.CreateGauge(BridgeMetrics.Prefix + "connections", "Open connections, by port.", "port");
        _refused = metrics.CreateCounter(
            BridgeMetrics.Prefix + "connections_refused_total",
            "Connections and requests that were refused before anything looked at what they ask for, by port and reason.",
            "port",
            "reason");
        foreach (var port in ports)
        {
            _open.WithLabels(Labels.Of(port));
            foreach (var reason in Enum.GetValues<RefusalReason>())
            {
                _refused.WithLabels(Labels.Of(port), Labels.Of(reason));
            }
        }
    }

    public void Open(Listener port, int connections) => _open.WithLabels(Labels.Of(port)).Set(connections);

    public void Refused(Listener port, RefusalReason reason) => _refused.WithLabels(Labels.Of(port), Labels.Of(reason)).Inc();
}
