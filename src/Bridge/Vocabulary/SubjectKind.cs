namespace Bridge.Vocabulary;

/// <summary>What of incident.io has a place on a graph. The first is what the bridge is for; the others are off unless settings ask for them.</summary>
internal enum SubjectKind
{
    Incident,

    /// <summary>People were paged.</summary>
    Escalation,

    /// <summary>What a source sent to incident.io, from its firing to its resolve.</summary>
    Alert,

    /// <summary>Planned work, during which alerts are held.</summary>
    Maintenance,

    /// <summary>What customers are told of one component on a status page.</summary>
    StatusPage,

    /// <summary>Somebody's time on call, which begins with a handover.</summary>
    Shift,
}

/// <summary>How a kind is spelled where people and Grafana read it: <c>incident</c>.</summary>
internal static class SubjectKinds
{
    public static readonly IReadOnlyList<SubjectKind> All = Enum.GetValues<SubjectKind>();

    private static readonly Dictionary<SubjectKind, string> Names = All.ToDictionary(kind => kind, kind => Labels.Of(kind).Replace('_', '-'));

    private static readonly Dictionary<string, SubjectKind> Kinds = Names.ToDictionary(pair => pair.Value, pair => pair.Key);

    public static string NameOf(SubjectKind kind) => Names[kind];

    /// <summary>The section of settings that says what of a kind is shown; none of incidents, which always are.</summary>
    public static string? SectionOf(SubjectKind kind) => kind switch
    {
        SubjectKind.Incident => null,
        SubjectKind.Escalation => "Escalations",
        SubjectKind.Alert => "Alerts",
        SubjectKind.Maintenance => "MaintenanceWindows",
        SubjectKind.StatusPage => "StatusPage",
        SubjectKind.Shift => "Shifts",
        _ => throw new InvalidOperationException($"No section for {kind}."),
    };

    /// <summary>The same in words, at the beginning of a sentence: <c>Status page</c>.</summary>
    public static string TitleOf(SubjectKind kind) => $"{char.ToUpperInvariant(Names[kind][0])}{WordsOf(kind)[1..]}";

    /// <summary>The same inside a sentence: <c>status page</c>.</summary>
    public static string WordsOf(SubjectKind kind) => Names[kind].Replace('-', ' ');

    public static bool TryParse(string name, out SubjectKind kind) => Kinds.TryGetValue(name, out kind);
}
