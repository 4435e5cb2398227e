using Bridge.Vocabulary;

namespace Bridge.Kinds.StatusPages;

/// <summary>What the impact of a status page's incident on one component is known by: <c>{incident}--{component}</c>.</summary>
/// <remarks>
/// incident.io has no id for it. Two hyphens, since the form of its ids may change, and other common forms have single ones. What has none is the
/// id of the whole incident, as webhooks have it.
/// </remarks>
internal static class ImpactId
{
    private const string Separator = "--";

    /// <returns>None if the two ids can be no part of one.</returns>
    public static SubjectId? Of(string incident, string component) =>
        SubjectId.TryCreate(SubjectKind.StatusPage, $"{incident}{Separator}{component}", out var id) ? id : null;

    /// <summary>The incident that an id is of.</summary>
    public static string IncidentOf(SubjectId id) => id.Value.Split(Separator)[0];

    /// <summary>Whether it is that of a whole incident.</summary>
    public static bool IsOfIncident(SubjectId id) => !id.Value.Contains(Separator, StringComparison.Ordinal);
}
