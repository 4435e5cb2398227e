using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Annotations;

/// <summary>What Grafana should show of the subjects of one kind. Pure: the same subject, route and time always give the same.</summary>
internal interface IProjection
{
    SubjectKind Kind { get; }

    /// <summary>Why a route does not take a subject, in words that tell nothing of a private one; null when it does.</summary>
    /// <param name="subject">A subject of this kind.</param>
    /// <param name="route">The route.</param>
    /// <param name="severities">Every severity of the organization, for their ranks.</param>
    string? WhyNot(Subject subject, AnnotationRoute route, IReadOnlyList<IncidentSeverity> severities);

    /// <summary>What a route shows of a subject that it takes; nothing when settings leave it out.</summary>
    /// <param name="subject">The latest state of a subject of this kind.</param>
    /// <param name="route">The route.</param>
    /// <param name="shown">What is shown now. It matters only where incident.io's state leaves it open.</param>
    /// <param name="now">The time that an open region is drawn beyond, and that tells what ended too long ago to be shown.</param>
    /// <param name="dashboard">The dashboard that the annotations are on; none for the organization.</param>
    IReadOnlyList<DesiredAnnotation> Decide(
        Subject subject, AnnotationRoute route, ShownState shown, DateTimeOffset now, DashboardPanel? dashboard = null);

    /// <summary>When time alone will have changed what is shown of a subject, although nothing tells of it; none for never.</summary>
    DateTimeOffset? ReviewAt(Subject subject, DateTimeOffset now);
}

/// <summary>The projections of all kinds.</summary>
internal sealed class Projections(IEnumerable<IProjection> projections)
{
    private readonly Dictionary<SubjectKind, IProjection> _projections = projections.ToDictionary(projection => projection.Kind);

    public IProjection Of(SubjectKind kind) => _projections[kind];
}
