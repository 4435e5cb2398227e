using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Escalations;

/// <summary>Who was paged, never by name: how long nobody answered, or how long it took until all was done.</summary>
internal sealed class EscalationProjection(EscalationOptions options, Func<AnnotationOptions> annotations)
    : HappeningProjection(SubjectKind.Escalation, annotations)
{
    /// <summary>The fact that has the customer's word for how urgent it is.</summary>
    public const string PriorityKey = "priority";

    protected override HappeningWords Words { get; } = new("Paged:", "Private escalation");

    protected override HappeningWords EndWords { get; } = new("Page over:", "Private escalation over");

    protected override AnnotationShape Shape => options.Shape;

    public override string? WhyNot(Subject subject, AnnotationRoute route, IReadOnlyList<IncidentSeverity> severities) =>
        (options.Show == ShownEscalations.Shown ? WhyNoneOfItsIncidents(subject, route, severities) : base.WhyNot(subject, route, severities))
        ?? (IsOfAPriority((Happening)subject) ? null : $"its priority is not {string.Join(" or ", options.Priorities)}");

    protected override bool IsShown(Happening happening, DateTimeOffset now) => options.IsOn && happening.State != EscalationLife.Pending && IsOfAPriority(happening);

    private bool IsOfAPriority(Happening happening) =>
        options.Priorities.Count == 0
        || happening.Facts.Any(fact => fact.Key == PriorityKey && options.Priorities.Contains(fact.Text, StringComparer.OrdinalIgnoreCase));
}
