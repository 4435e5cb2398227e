using Prometheus;

namespace Bridge.Observability;

/// <summary>The metrics of open incidents. Neither has a series before incident.io has said what is open.</summary>
internal sealed class OpenIncidentMetrics
{
    private readonly Gauge _open;
    private readonly Gauge _incidents;
    private readonly HashSet<string> _severities = [];
    private readonly HashSet<OpenSeries> _named = [];

    public OpenIncidentMetrics(CollectorRegistry registry)
    {
        var metrics = Metrics.WithCustomRegistry(registry);
        _open = metrics.CreateGauge(
            BridgeMetrics.Prefix + "open_incidents",
            "Live incidents in incident.io that the key reads and the settings annotate by mode, whichever routes take them, by severity in lower case. The same in every replica.",
            "severity");
        _incidents = metrics.CreateGauge(
            BridgeMetrics.Prefix + "incident_open",
            "1 for each of these incidents, the newest ones up to Server:MaxOpenIncidentSeries; private ones have no reference and are counted together.",
            "ref",
            "severity",
            "visibility");
    }

    /// <summary>What is open now. A severity that has none any more is at 0; a series of its own that is over is gone.</summary>
    /// <param name="bySeverity">How many incidents each severity has.</param>
    /// <param name="named">The series of single incidents, with their values.</param>
    public void Listed(IReadOnlyDictionary<string, int> bySeverity, IReadOnlyDictionary<OpenSeries, int> named)
    {
        _severities.UnionWith(bySeverity.Keys);
        foreach (var severity in _severities)
        {
            _open.WithLabels(severity).Set(bySeverity.GetValueOrDefault(severity));
        }

        foreach (var over in _named.Except(named.Keys).ToList())
        {
            _incidents.RemoveLabelled(over.Reference, over.Severity, over.Visibility);
            _named.Remove(over);
        }

        foreach (var (series, count) in named)
        {
            _incidents.WithLabels(series.Reference, series.Severity, series.Visibility).Set(count);
            _named.Add(series);
        }
    }
}

/// <summary>A series of an open incident, or of the private ones of a severity.</summary>
/// <param name="Reference">What people call it; empty for private ones.</param>
/// <param name="Severity">In lower case.</param>
/// <param name="Visibility">Public or private.</param>
internal sealed record OpenSeries(string Reference, string Severity, string Visibility);
