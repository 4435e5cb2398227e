using Bridge.Vocabulary;

namespace Bridge.Subjects;

/// <summary>All of one kind that belong to an incident. Nothing is shown of it: it is looked at so that they are.</summary>
/// <remarks>
/// It has a delivery of its own, so that what is listed for an incident keeps nobody waiting for the incident's annotation, and is tried again
/// by itself.
/// </remarks>
internal sealed record Company : Subject
{
    /// <summary>What the id begins with; incident.io's ids are ULIDs and never do.</summary>
    private const string Prefix = "of-";

    public override IEnumerable<DateTimeOffset> Times => [UpdatedAt];

    public override bool GoesOn => false;

    public override bool IsDrawn => false;

    public override bool SaysItsVisibility => true;

    /// <summary>That of a kind and an incident; none if the incident's id is too long for it.</summary>
    public static SubjectId? Of(SubjectKind kind, SubjectId incident) =>
        SubjectId.TryCreate(kind, Prefix + incident.Value, out var id) ? id : null;

    /// <summary>Whether an id is such a one, and of which incident.</summary>
    public static bool TryReadIncident(SubjectId id, out SubjectId incident)
    {
        incident = default;
        return id.Value.StartsWith(Prefix, StringComparison.Ordinal)
            && SubjectId.TryCreate(SubjectKind.Incident, id.Value[Prefix.Length..], out incident);
    }

    public override string ToString() => Id.ToString();
}
