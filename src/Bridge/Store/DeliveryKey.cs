using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>The unit of work: one incident in one Grafana.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Grafana">The Grafana's name in the settings.</param>
internal readonly record struct DeliveryKey(IncidentId Incident, string Grafana);
