using System.Diagnostics.CodeAnalysis;

namespace Bridge.Vocabulary;

/// <summary>
/// What an annotation is about: its kind, and its id as incident.io gives it, which is opaque, but always letters, digits, <c>-</c> and <c>_</c>
/// (today a ULID).
/// </summary>
/// <remarks>
/// Written <c>kind:id</c>; an incident, which was the only kind at first, by its id alone. The id becomes part of a URL and of a tag. What is not of
/// that form is refused where it comes in, so that no id can lead a request to another path or cut a tag short.
/// </remarks>
internal readonly record struct SubjectId : IFormattable
{
    /// <summary>The longest id that is taken: a value that fits Grafana's tag column.</summary>
    public const int MaxLength = 100;

    private const char Separator = ':';

    private readonly string? _value;

    private SubjectId(SubjectKind kind, string value) => (Kind, _value) = (kind, value);

    public SubjectKind Kind { get; }

    /// <summary>The id alone, which only together with the kind says what it is of.</summary>
    public string Value => _value ?? throw new InvalidOperationException("The id was never set.");

    /// <returns>False when the text is no id.</returns>
    public static bool TryCreate(SubjectKind kind, [NotNullWhen(true)] string? value, out SubjectId id)
    {
        var valid = value is { Length: > 0 and <= MaxLength }
            && value.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
        id = valid ? new SubjectId(kind, value!) : default;
        return valid;
    }

    /// <summary>Reads what <see cref="ToString()"/> writes.</summary>
    /// <returns>False when it is no id, or of a kind that this version does not know.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out SubjectId id)
    {
        id = default;
        var kind = SubjectKind.Incident;
        var separator = text?.IndexOf(Separator, StringComparison.Ordinal) ?? -1;
        return (separator < 0 || (SubjectKinds.TryParse(text![..separator], out kind) && kind != SubjectKind.Incident))
            && TryCreate(kind, text?[(separator + 1)..], out id);
    }

    /// <exception cref="FormatException">The text is not an id.</exception>
    public static SubjectId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("Not an id: 1 to 100 letters, digits, - and _, after the kind and a colon if it is no incident's.");

    public override string ToString() => Kind == SubjectKind.Incident ? Value : $"{SubjectKinds.NameOf(Kind)}{Separator}{Value}";

    /// <summary>For sentences: with the kind before it, as <c>Incident 01H…</c> at the beginning (<c>S</c>) or <c>incident 01H…</c> inside (<c>s</c>).</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) => format switch
    {
        "S" => $"{SubjectKinds.TitleOf(Kind)} {Value}",
        "s" => $"{SubjectKinds.WordsOf(Kind)} {Value}",
        _ => ToString(),
    };
}
