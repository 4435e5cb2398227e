using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Alerts;

/// <summary>What was firing: a region from the firing to the resolve, and a point while that is not known.</summary>
internal sealed class AlertProjection(AlertOptions options, Func<AnnotationOptions> annotations)
    : HappeningProjection(SubjectKind.Alert, annotations)
{
    /// <summary>How long a state that was read too early may still be remembered.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(30);

    protected override HappeningWords Words { get; } = new("Alert:", "Private alert");

    public override string? WhyNot(Subject subject, AnnotationRoute route, IReadOnlyList<IncidentSeverity> severities) =>
        ((Happening)subject).WhyNotShown
        ?? (options.Show == ShownAlerts.Attached ? WhyNoneOfItsIncidents(subject, route, severities) : base.WhyNot(subject, route, severities));

    public override DateTimeOffset? ReviewAt(Subject subject, DateTimeOffset now) =>
        ((Happening)subject).ReadAgainAt is not { } at ? null : at > now ? at : now + Memory;

    protected override bool IsShown(Happening happening, DateTimeOffset now) => happening.WhyNotShown is null;
}
