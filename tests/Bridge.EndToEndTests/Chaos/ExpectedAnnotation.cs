using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>What Grafana has to show of an incident, told from the incident alone and not by the bridge's own rules.</summary>
/// <param name="Part">The value of the tag <c>event</c>; empty for a region.</param>
/// <param name="Incident">The incident's latest state.</param>
/// <param name="Start">To the millisecond.</param>
/// <param name="End">Null while the incident is open: how far an open region reaches is the bridge's business.</param>
internal sealed record ExpectedAnnotation(string Part, SimulatedIncident Incident, DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary>None for an incident that was declined.</summary>
    /// <param name="incident">Its latest state.</param>
    /// <param name="points">Whether the bridge makes points instead of regions.</param>
    public static IReadOnlyList<ExpectedAnnotation> Of(SimulatedIncident incident, bool points)
    {
        var start = incident.Timestamps["Reported at"];
        var end = incident.Timestamps.GetValueOrDefault("Resolved at", incident.Timestamps.GetValueOrDefault("Closed at"));
        return (incident.Status.Category, points) switch
        {
            ("live", false) => [new("", incident, start, null)],
            ("live", true) => [new("start", incident, start, start)],
            ("learning" or "closed", false) => [new("", incident, start, end)],
            ("learning" or "closed", true) => [new("start", incident, start, start), new("resolve", incident, end, end)],
            ("declined", _) => [],
            var other => throw new InvalidOperationException($"No rule for {other}."),
        };
    }

    /// <summary>What is not as it should be; null when everything is.</summary>
    public string? Fault(SimulatedAnnotation found)
    {
        var status = Incident.Status.Category == "live" ? "open" : "resolved";
        var title = Incident.IsPrivate ? "Private incident" : Incident.Name;
        return found.Tag("status") != status ? $"status {found.Tag("status")} instead of {status}"
            : !found.Text.StartsWith($"<b>{Incident.Reference}</b> ", StringComparison.Ordinal) ? $"the text does not begin with {Incident.Reference}"
            : found.Tag("severity") != Incident.Severity?.Name.ToLowerInvariant() ? $"severity {found.Tag("severity")}"
            : found.Start != Start ? $"start {found.Start:O} instead of {Start:O}"
            : End is { } end && found.End != end ? $"end {found.End:O} instead of {end:O}"
            : !found.Text.Contains(title, StringComparison.Ordinal) ? $"the text is not about \"{title}\""
            : Incident.IsPrivate && found.Text.Contains(Incident.Name, StringComparison.Ordinal) ? "the name of a private incident"
            : null;
    }
}
