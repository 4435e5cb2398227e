using Bridge.Vocabulary;

namespace Bridge.Incidents;

/// <summary>What could be read of an incident in an answer.</summary>
/// <param name="Incident">The incident; none when something is missing without which there is none.</param>
/// <param name="Faults">What could not be read.</param>
internal readonly record struct IncidentReading(Incident? Incident, IReadOnlyList<ReadingFault> Faults);

/// <summary>Something in an answer that could not be read.</summary>
/// <param name="Incident">Of which incident, if that is known.</param>
/// <param name="Path">The member, such as <c>incidents[].severity.rank</c>. Never has anything of the answer in it.</param>
/// <param name="IsUnreadable">Whether the incident is left out for it; otherwise the member counts as not set.</param>
internal sealed record ReadingFault(IncidentId? Incident, string Path, bool IsUnreadable);
