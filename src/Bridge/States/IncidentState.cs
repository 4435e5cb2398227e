using Bridge.Incidents;

namespace Bridge.States;

/// <summary>What incident.io said of an incident, and when it was asked.</summary>
/// <param name="Id">The incident.</param>
/// <param name="Incident">
/// Its state; none when incident.io does not show it to this key. incident.io answers the same for an incident that was deleted, that
/// belongs to another organization, that a test event made up, and that is private while the key may not see those.
/// </param>
/// <param name="AskedAt">The time just before the request was sent, by this process' clock: the state is at least as new.</param>
internal sealed record IncidentState(IncidentId Id, Incident? Incident, DateTimeOffset AskedAt);

/// <summary>A page of a list.</summary>
/// <param name="States">The incidents that could be read, all with the time at which the page was asked for.</param>
/// <param name="Next">Where the next page begins; none on the last one.</param>
/// <param name="Total">How many incidents all pages have together, if incident.io says so.</param>
internal sealed record StatePage(IReadOnlyList<IncidentState> States, string? Next, long? Total);
