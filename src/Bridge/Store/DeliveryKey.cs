using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>The unit of work: one subject in one Grafana.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Grafana">The Grafana's name in the settings.</param>
internal readonly record struct DeliveryKey(SubjectId Subject, string Grafana);
