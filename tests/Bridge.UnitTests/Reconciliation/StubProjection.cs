using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>Shows what belongs to an incident where that is shown, and what belongs to none everywhere.</summary>
internal sealed class StubProjection(SubjectKind kind, Func<AnnotationOptions> annotations) : HappeningProjection(kind, annotations)
{
    protected override HappeningWords Words { get; } = new("Work:", "Private work");

    public override string? WhyNot(Subject subject, AnnotationRoute route, IReadOnlyList<IncidentSeverity> severities) =>
        subject.BelongsTo.Count == 0 ? base.WhyNot(subject, route, severities) : WhyNoneOfItsIncidents(subject, route, severities);

    protected override bool IsShown(Happening happening, DateTimeOffset now) => true;
}
