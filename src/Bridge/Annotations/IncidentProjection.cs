using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Annotations;

/// <summary>What is shown of incidents: <see cref="AnnotationPolicy"/>, where <see cref="RouteMatch"/> lets it.</summary>
/// <param name="options">The operator's wishes at any time.</param>
internal sealed class IncidentProjection(Func<AnnotationOptions> options) : IProjection
{
    public SubjectKind Kind => SubjectKind.Incident;

    public string? WhyNot(Subject subject, AnnotationRoute route, IReadOnlyList<IncidentSeverity> severities) =>
        route.Match.WhyNot((Incident)subject, severities);

    public IReadOnlyList<DesiredAnnotation> Decide(
        Subject subject, AnnotationRoute route, ShownState shown, DateTimeOffset now, DashboardPanel? dashboard) =>
        AnnotationPolicy.Decide((Incident)subject, options(), route, shown, now, dashboard);

    /// <summary>Never: the end of an open region has a clock of its own (<see cref="DesiredAnnotation.MovesAt"/>).</summary>
    public DateTimeOffset? ReviewAt(Subject subject, DateTimeOffset now) => null;
}
