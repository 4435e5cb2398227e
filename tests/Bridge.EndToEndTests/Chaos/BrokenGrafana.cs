using Bridge.Simulator.Grafana;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>What the operator of a Grafana does to its database, and what of the bridge's that took away.</summary>
internal sealed class BrokenGrafana(SimulatedGrafana grafana, Others others)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AnnotationName, int> _taken = [];

    /// <summary>What was taken away more than once while it was shown as resolved.</summary>
    public IReadOnlySet<AnnotationName> TakenTwice
    {
        get
        {
            lock (_lock)
            {
                return _taken.Where(taken => taken.Value > 1).Select(taken => taken.Key).ToHashSet();
            }
        }
    }

    public void Restore(GrafanaBackup backup) => Operate(grafana => grafana.Restore(backup));

    public void Rebuild() => Operate(grafana =>
    {
        grafana.Rebuild();
        others.Post(Others.Count);
    });

    /// <summary>The older half of what is on no dashboard goes.</summary>
    public void CleanUp() => Operate(grafana =>
        grafana.CleanUp(maxAnnotationsToKeep: grafana.Annotations.Count(annotation => annotation.DashboardUid is null) / 2));

    private void Operate(Action<SimulatedGrafana> operate)
    {
        lock (_lock)
        {
            var before = Resolved();
            others.Operate(operate);
            foreach (var name in before.Except(Resolved()))
            {
                _taken[name] = _taken.GetValueOrDefault(name) + 1;
            }
        }
    }

    private HashSet<AnnotationName> Resolved() =>
        [.. grafana.Annotations.Where(one => !others.IsTheirs(one) && one.Tag("status") == "resolved").Select(AnnotationName.Of)];
}
