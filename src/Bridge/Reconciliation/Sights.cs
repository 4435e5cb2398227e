using System.Collections.Concurrent;

namespace Bridge.Reconciliation;

/// <summary>What was learned of each Grafana's eyesight and clean-up, by its name.</summary>
internal sealed class Sights
{
    private readonly ConcurrentDictionary<string, Sight> _sights = [];
    private readonly ConcurrentDictionary<string, byte> _cleansUp = [];

    public Sight Of(string grafana) => _sights.GetOrAdd(grafana, _ => new Sight());

    /// <summary>Notes that a Grafana seems to clean up by itself.</summary>
    /// <returns>Whether that is news.</returns>
    public bool NoteCleanUp(string grafana) => _cleansUp.TryAdd(grafana, default);
}
