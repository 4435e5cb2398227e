using Bridge.Annotations.Templates;
using Bridge.Vocabulary;

namespace Bridge.Annotations;

/// <summary>
/// Which incidents are annotated where, and how. Its name is part of the annotations' identity, as the tag <c>route:&lt;name&gt;</c>.
/// </summary>
/// <param name="Name">Lower-case letters, digits, <c>-</c> and <c>_</c>.</param>
/// <param name="Grafanas">The names of the Grafanas that get the annotations.</param>
internal sealed record AnnotationRoute(string Name, IReadOnlyList<string> Grafanas)
{
    /// <summary>The name of the route that posts everything to every Grafana, when there are no others.</summary>
    public const string DefaultName = "default";

    /// <summary>Which incidents it takes.</summary>
    public RouteMatch Match { get; init; } = RouteMatch.Everything;

    /// <summary>The dashboards that the annotations are shown on; none for every dashboard that asks for them by tag.</summary>
    public IReadOnlyList<DashboardPanel> Dashboards { get; init; } = [];

    /// <summary>Extra tags, beside those of all annotations.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Tags whose values come from the incident, beside those of all annotations and in place of those with the same key.</summary>
    public IReadOnlyList<IncidentTag> TagsFrom { get; init; } = [];

    /// <summary>The text of annotations; none for the same as everywhere.</summary>
    public AnnotationTemplate? Text { get; init; }

    /// <summary>What is told of private incidents; none for the same as everywhere.</summary>
    public PrivateMode? Private { get; init; }

    /// <summary>Where an incident's annotations go in one Grafana; a null is the organization.</summary>
    public IEnumerable<DashboardPanel?> DashboardsIn(string grafana) =>
        Places.Where(place => place.Grafana == grafana).Select(place => place.Dashboard);

    /// <summary>Every place that an incident's annotations go to.</summary>
    public IEnumerable<(string Grafana, DashboardPanel? Dashboard)> Places =>
        from grafana in Grafanas
        from dashboard in Dashboards.Count == 0 ? [null] : Dashboards.Select(dashboard => (DashboardPanel?)dashboard)
        select (grafana, dashboard);
}
