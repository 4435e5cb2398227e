using Bridge.Subjects;

namespace Bridge.Incidents;

/// <summary>What could be read of an incident in an answer.</summary>
/// <param name="Incident">The incident; none when something is missing without which there is none.</param>
/// <param name="Faults">What could not be read.</param>
internal readonly record struct IncidentReading(Incident? Incident, IReadOnlyList<ReadingFault> Faults);
