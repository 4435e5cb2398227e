using Bridge.Simulator.Grafana;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>What one Grafana has once everything is quiet.</summary>
/// <param name="Name">As the bridge calls it.</param>
/// <param name="Annotations">All that are not of others.</param>
/// <param name="Drawn">What a dashboard's query by this tag, beside the bridge's common one, draws of them.</param>
/// <param name="Dashboard">The dashboard that they have to be on; null for the organization.</param>
internal sealed record GrafanaSight(
    string Name, IReadOnlyList<SimulatedAnnotation> Annotations, Func<string, IReadOnlyList<SimulatedAnnotation>> Drawn, string? Dashboard = null)
{
    /// <summary>
    /// What was taken away twice after its incident's end, as by Grafana's own clean-up: the bridge may leave it alone then, or put it back.
    /// </summary>
    public IReadOnlySet<AnnotationName> MayBeMissing { get; init; } = new HashSet<AnnotationName>();
}

/// <summary>Which of an incident's annotations.</summary>
/// <param name="Incident">The value of the tag <c>x-incident</c>; empty without one.</param>
/// <param name="Part">The value of the tag <c>event</c>; empty for a region.</param>
internal readonly record struct AnnotationName(string Incident, string Part)
{
    public static AnnotationName Of(SimulatedAnnotation annotation) => new(annotation.Tag("x-incident") ?? "", annotation.Tag("event") ?? "");
}
