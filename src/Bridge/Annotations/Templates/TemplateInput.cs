using Bridge.Incidents;
using Bridge.Vocabulary;

namespace Bridge.Annotations.Templates;

/// <summary>What a text is made of: one annotation of one incident. There is no clock in it, so that the same state gives the same text.</summary>
internal sealed record TemplateInput
{
    public required Incident Incident { get; init; }

    public required AnnotationPart Part { get; init; }

    public required AnnotationStatus Status { get; init; }

    /// <summary>When the incident started, as the annotation shows it.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When it was resolved; none while it is open.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>How long the incident lasted, such as <c>2 h 5 min</c> (<see cref="TemplateTime.Duration"/>); none while it is open.</summary>
    public string? Duration => End is { } end ? TemplateTime.Duration(end - Start) : null;

    /// <summary>Whether to tell only that there is an incident, not what it is about.</summary>
    public bool Redact { get; init; }

    // A record prints its members, and the incident may be private.
    public override string ToString() => $"{Incident} {Part} {Status}";
}
