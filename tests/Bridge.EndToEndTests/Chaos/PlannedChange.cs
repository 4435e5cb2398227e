using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>One change of an incident, announced by a webhook.</summary>
/// <param name="At">From the start of the run, and the time that the incident has for it.</param>
/// <param name="Incident">The incident's number.</param>
/// <param name="Kind">What changes.</param>
/// <param name="Copies">How often the sender repeats the webhook although it was taken.</param>
internal sealed record PlannedChange(TimeSpan At, int Incident, ChangeKind Kind, int Copies)
{
    /// <summary>The incident after the change.</summary>
    /// <param name="before">Null when it is declared by this change.</param>
    /// <param name="start">When the run began, in whole milliseconds.</param>
    public SimulatedIncident Apply(SimulatedIncident? before, DateTimeOffset start)
    {
        var now = start + At;
        if (before is null)
        {
            return SimulatedIncident.Declared(Incident, $"Trouble {Incident} as declared", now).Live(now);
        }

        return Kind switch
        {
            ChangeKind.Renamed => before.Renamed($"Trouble {Incident} after {At.TotalMilliseconds:0} ms", now),
            ChangeKind.Regraded => before.WithSeverity(At.Milliseconds % 2 == 0 ? "Major" : "Minor", At.Milliseconds % 2, now),
            ChangeKind.Resolved => before.Resolved(now),
            ChangeKind.Reopened => before.Live(now),
            ChangeKind.Closed => before.Closed(now),
            ChangeKind.Declined => before.InStatus(SimulatedStatus.Declined, now),
            ChangeKind.MadePrivate => before.MadePrivate(now),
            ChangeKind.MadePublic => before.MadePublic(now),
            _ => throw new InvalidOperationException($"No rule for {Kind}."),
        };
    }
}

internal enum ChangeKind
{
    Renamed,
    Regraded,
    Resolved,
    Reopened,
    Closed,
    Declined,
    MadePrivate,
    MadePublic,
}
