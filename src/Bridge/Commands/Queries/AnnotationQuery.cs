using Bridge.Annotations;

namespace Bridge.Commands.Queries;

/// <summary>An annotation query of a dashboard, on Grafana's own annotations.</summary>
/// <param name="Name">What the dashboard's switch says. It begins with <see cref="Prefix"/>, or with <see cref="PrefixBesideIncidents"/>.</param>
/// <param name="Color">One of Grafana's names of colours.</param>
/// <param name="Tags">All of them have to match. The first is that of all annotations of a kind.</param>
/// <param name="IsOn">Whether it is drawn before anybody touches its switch.</param>
internal sealed record AnnotationQuery(string Name, string Color, IReadOnlyList<string> Tags, bool IsOn = true)
{
    /// <summary>
    /// How the names of all queries begin that this command made. It is half of the rule by which they are found again; the other half is the
    /// tag <see cref="AnnotationTags.Common"/>. Both are seen in the dashboard's settings, and survive whatever Grafana makes of a dashboard.
    /// </summary>
    public const string Prefix = "Incidents: ";

    /// <summary>The same of queries for other kinds, with the tag of one of those.</summary>
    public const string PrefixBesideIncidents = "incident.io: ";

    /// <summary>Annotations that a query finds at most, those that end last first. Grafana's default is 100.</summary>
    public const int Limit = 500;
}
