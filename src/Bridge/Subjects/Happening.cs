using Bridge.Vocabulary;

namespace Bridge.Subjects;

/// <summary>A subject that is no incident: something that began, and may be over.</summary>
internal sealed record Happening : Subject
{
    public required DateTimeOffset Start { get; init; }

    /// <summary>When it ended, or will end as far as that is known; none while nobody knows.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>Whether it was over when it was read, whatever its end says.</summary>
    public required bool IsOver { get; init; }

    /// <summary>When it counts as over, if that is not its end: until then it may still be rewritten.</summary>
    public DateTimeOffset? OverAt { get; init; }

    /// <summary>
    /// Whether incident.io has taken it back, as an edit of a schedule does with a shift: then nothing of it is shown. It is no secret, as what the
    /// key may not see might be.
    /// </summary>
    public bool IsGone { get; init; }

    /// <summary>What it is called: confidential. Never to be logged or stored.</summary>
    public required string Title { get; init; }

    /// <summary>Its place in its life, as the tag <c>status</c> has it; none for open or resolved.</summary>
    public string? State { get; init; }

    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>Why nothing is shown of it, whatever a route asks for, in words that tell nothing of a private one; none as a rule.</summary>
    public string? WhyNotShown { get; init; }

    /// <summary>When time alone will have changed that, so that it is to be read again; none for never.</summary>
    public DateTimeOffset? ReadAgainAt { get; init; }

    /// <summary>Its page in incident.io, if it has one.</summary>
    public Uri? Link { get; init; }

    public override IEnumerable<DateTimeOffset> Times => End is { } end ? [Start, end, UpdatedAt] : [Start, UpdatedAt];

    public override bool GoesOn => !IsOver;

    public override bool IsLeftOut => WhyNotShown is not null;

    /// <summary>One that incident.io has no more or has taken back: nothing of it is shown.</summary>
    public static Happening Gone(SubjectId id, DateTimeOffset at) => new()
    {
        Id = id,
        Visibility = Visibility.Public,
        Title = "",
        Start = at,
        End = at,
        IsOver = true,
        IsGone = true,
        UpdatedAt = at,
    };

    /// <summary>The same at a time that may lie behind the reading: an end that was known ahead has come then.</summary>
    public bool IsOverAt(DateTimeOffset now) => IsOver || (OverAt ?? End) <= now;

    // A record prints its members, and the title may be private.
    public override string ToString() => Id.ToString();
}
