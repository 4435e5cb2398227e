using Bridge.Subjects;

namespace Bridge.Annotations;

/// <summary>How a kind speaks of its subjects.</summary>
/// <param name="Heading">What stands before the title: <c>Paged:</c>.</param>
/// <param name="Private">What stands in the place of both when the subject may not be told of: <c>Private escalation</c>.</param>
internal sealed record HappeningWords(string Heading, string Private)
{
    /// <summary>Whether the operator wants to see who it was.</summary>
    public bool WithPeople { get; init; }

    public bool Tells(Fact fact, bool redact) => fact.Sensitivity switch
    {
        Sensitivity.Public => true,
        Sensitivity.Confidential => !redact,
        Sensitivity.Personal => WithPeople && !redact,
        _ => throw new InvalidOperationException($"No rule for {fact.Sensitivity}."),
    };
}
