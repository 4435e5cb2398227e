using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>
/// How the store spells what has a name in the code. A newer program may have written what this one does not know: that reads as unknown,
/// and never stops the work on other rows.
/// </summary>
internal static class Spelling
{
    public const string Succeeded = "succeeded";
    public const string Retry = "retry";
    public const string DeadLetter = "dead_letter";

    /// <summary>What the ids of all kinds but incidents begin with, as SQL lists them.</summary>
    public static string Prefixes =>
        string.Join(", ", SubjectKinds.All.Where(kind => kind != SubjectKind.Incident).Select(kind => $"'{PrefixOf(kind)}'"));

    /// <summary>What the ids of a kind begin with; those of incidents begin with nothing.</summary>
    public static string PrefixOf(SubjectKind kind) => $"{SubjectKinds.NameOf(kind)}:";

    public static string? Of(FailureReason? reason) => reason is { } known ? Labels.Of(known) : null;

    public static FailureReason? Reason(string? text) =>
        text is null ? null : Labels.TryParse<FailureReason>(text, out var reason) ? reason : FailureReason.Unknown;

    /// <summary>Null for a spelling that this program does not know.</summary>
    public static TValue? Known<TValue>(string text)
        where TValue : struct, Enum => Labels.TryParse<TValue>(text, out var value) ? value : null;
}
