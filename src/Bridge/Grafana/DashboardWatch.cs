using System.Collections.Concurrent;
using Bridge.Observability;
using Bridge.Vocabulary;

namespace Bridge.Grafana;

/// <summary>Which dashboards of one Grafana were asked for and are not there, and which panels are not.</summary>
internal sealed partial class DashboardWatch(string grafana, ILogger<DashboardWatch> logger)
{
    private readonly ConcurrentDictionary<string, bool> _missing = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<DashboardPanel, bool> _without = new();

    /// <summary>The uids of those that are not there.</summary>
    public IReadOnlyList<string> Missing => [.. _missing.Keys];

    public void IsMissing(string uid) => _missing[uid] = true;

    public void IsThere(string uid) => _missing.TryRemove(uid, out _);

    /// <summary>The dashboard is there. An annotation of a panel that is not is taken by Grafana all the same, and shown nowhere: that is told once.</summary>
    public void IsThere(DashboardPanel place, DashboardJson dashboard)
    {
        IsThere(place.Uid);
        if (place.Panel is not { } panel || dashboard.MayHavePanel(panel))
        {
            _without.TryRemove(place, out _);
        }
        else if (_without.TryAdd(place, true))
        {
            Log.PanelMissing(logger, grafana, place.Uid, panel);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.PanelMissing,
            LogLevel.Warning,
            "Grafana {Grafana}: the dashboard {Dashboard} has no panel {Panel}. The bridge annotates it, and nothing shows that. Check Routes:…:Dashboards.")]
        public static partial void PanelMissing(ILogger logger, string grafana, string dashboard, long panel);
    }
}
