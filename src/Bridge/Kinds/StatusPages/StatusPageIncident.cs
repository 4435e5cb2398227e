using Bridge.Subjects;

namespace Bridge.Kinds.StatusPages;

/// <summary>An incident as customers read of it.</summary>
/// <param name="Page">The id of its status page.</param>
/// <param name="Impacts">What each component that it hit went through, one for each.</param>
internal sealed record StatusPageIncident(string Page, IReadOnlyList<Happening> Impacts);
