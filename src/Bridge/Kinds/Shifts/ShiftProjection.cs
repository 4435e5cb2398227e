using Bridge.Annotations;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Shifts;

/// <summary>A handover: a point at the start of a shift, from that time on.</summary>
internal sealed class ShiftProjection(ShiftOptions options, Func<AnnotationOptions> annotations)
    : HappeningProjection(SubjectKind.Shift, annotations)
{
    protected override HappeningWords Words { get; } =
        new("On-call handover:", "Private on-call handover") { WithPeople = options.People == ShownPeople.Show };

    /// <summary>When it begins, and when edits cannot take it back any more.</summary>
    public override DateTimeOffset? ReviewAt(Subject subject, DateTimeOffset now) => subject switch
    {
        Happening { IsGone: false } shift when shift.Start > now => shift.Start,
        Happening { IsGone: false, IsOver: false, End: { } end } => NotBefore(now, end + ShiftMapping.Reach),
        _ => null,
    };

    protected override DateTimeOffset? EndOf(Happening happening) => happening.Start;

    /// <summary>A shift to come may be given to somebody else, or moved, until it begins.</summary>
    protected override bool IsShown(Happening happening, DateTimeOffset now) => options.IsOn && happening.Start <= now;
}
