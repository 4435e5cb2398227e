using Bridge.Annotations;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Kinds.StatusPages;

/// <summary>For how long customers were told that a component was not well.</summary>
internal sealed class StatusPageProjection(StatusPageOptions options, Func<AnnotationOptions> annotations)
    : HappeningProjection(SubjectKind.StatusPage, annotations)
{
    protected override HappeningWords Words { get; } = new("Status page:", "Private status page");

    /// <summary>At an end that lies ahead its status changes, and nothing tells of that.</summary>
    public override DateTimeOffset? ReviewAt(Subject subject, DateTimeOffset now) =>
        subject is Happening { IsGone: false, IsOver: false, End: { } end } ? NotBefore(now, end) : null;

    protected override bool IsShown(Happening happening, DateTimeOffset now) => options.IsOn;
}
