using Bridge.Annotations;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Maintenance;

/// <summary>Planned work: a region whose end is known from the beginning, also before it begins.</summary>
internal sealed class MaintenanceProjection(MaintenanceOptions options, Func<AnnotationOptions> annotations)
    : HappeningProjection(SubjectKind.Maintenance, annotations)
{
    protected override HappeningWords Words { get; } = new("Maintenance:", "Private maintenance");

    /// <summary>At its end its status changes, and nothing tells of that.</summary>
    public override DateTimeOffset? ReviewAt(Subject subject, DateTimeOffset now) =>
        subject is Happening { IsOver: false, End: { } end } ? NotBefore(now, end) : null;

    protected override bool IsShown(Happening happening, DateTimeOffset now) => options.IsOn && happening.End > happening.Start;
}
