namespace Bridge.Subjects;

/// <summary>What a webhook names and nothing is shown of: it stands for several subjects, each of which is then looked at by itself.</summary>
/// <remarks>Such as a schedule for its shifts. Its id is of the kind of those, so that it has deliveries as they do.</remarks>
internal sealed record SubjectGroup : Subject
{
    public override IEnumerable<DateTimeOffset> Times => [UpdatedAt];

    public override bool GoesOn => false;

    public override bool IsDrawn => false;

    public override bool SaysItsVisibility => true;

    public override string ToString() => Id.ToString();
}
