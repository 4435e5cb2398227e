namespace Bridge.Subjects;

/// <summary>Something that is known of a subject, beside its times.</summary>
/// <param name="Key">What it is, in lower case; of a fact that makes a tag, the tag's key.</param>
/// <param name="Text">Its value, as incident.io has it. Never to be logged or stored.</param>
/// <param name="Sensitivity">Whom it may be shown to.</param>
internal sealed record Fact(string Key, string Text, Sensitivity Sensitivity)
{
    /// <summary>Whether it makes a tag.</summary>
    public bool IsTag { get; init; }

    /// <summary>Whether the text of the annotation has it.</summary>
    public bool IsText { get; init; } = true;

    // A record prints its members, and the value may be private.
    public override string ToString() => Key;
}

/// <summary>Whom a fact may be shown to.</summary>
internal enum Sensitivity
{
    /// <summary>Everybody, also of something private.</summary>
    Public,

    /// <summary>Whoever may see the subject: not on what is redacted.</summary>
    Confidential,

    /// <summary>Nobody, unless the operator asks for it: it is about a person.</summary>
    Personal,
}
