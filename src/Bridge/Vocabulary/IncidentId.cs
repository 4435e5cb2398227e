using System.Diagnostics.CodeAnalysis;

namespace Bridge.Vocabulary;

/// <summary>An incident's id as incident.io gives it: opaque, but always letters, digits, <c>-</c> and <c>_</c> (today a ULID).</summary>
/// <remarks>
/// The id becomes part of a URL and of a tag. What is not of that form is refused where it comes in, so that no id can lead a request
/// to another path or cut a tag short.
/// </remarks>
internal readonly record struct IncidentId
{
    /// <summary>The longest id that is taken: a value that fits Grafana's tag column.</summary>
    public const int MaxLength = 100;

    private readonly string? _value;

    private IncidentId(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("The id was never set.");

    public static bool TryParse([NotNullWhen(true)] string? text, out IncidentId id)
    {
        var valid = text is { Length: > 0 and <= MaxLength }
            && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
        id = valid ? new IncidentId(text!) : default;
        return valid;
    }

    /// <exception cref="FormatException">The text is not an id.</exception>
    public static IncidentId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("Not an incident id: 1 to 100 letters, digits, - and _.");

    public override string ToString() => Value;
}
