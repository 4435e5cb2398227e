using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>Which of a Grafana's deliveries. Those of one lane never wait for those of the other: a thousand alerts keep no incident waiting.</summary>
internal enum Lane
{
    Incidents,

    /// <summary>What is beside incidents: all other kinds.</summary>
    Others,
}

internal static class Lanes
{
    public static readonly IReadOnlyList<Lane> All = Enum.GetValues<Lane>();

    public static Lane Of(SubjectId subject) => subject.Kind == SubjectKind.Incident ? Lane.Incidents : Lane.Others;
}
