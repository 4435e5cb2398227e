using Bridge.Settings;

namespace Bridge.Annotations;

/// <summary>
/// Reads <c>TagsFrom</c>: keys of the operator's choice, each with the source of its value, <c>field:NAME</c>, <c>type</c>, <c>mode</c> or
/// <c>reference</c>, and in front of it <c>each</c> and <c>always</c>.
/// </summary>
internal static class IncidentTagSettings
{
    public const string Key = "TagsFrom";

    private const int MaxKeyLength = 40;
    private const string FieldWord = "field";
    private const string EachWord = "each";
    private const string AlwaysWord = "always";

    private static readonly Dictionary<string, TagSource> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["type"] = TagSource.Type,
        ["mode"] = TagSource.Mode,
        ["reference"] = TagSource.Reference,
    };

    /// <param name="section">The section that has <c>TagsFrom</c>.</param>
    /// <param name="tags">The tags of the settings that stand beside them: no key may be among both.</param>
    public static IReadOnlyList<IncidentTag> Read(SettingsSection section, IReadOnlyList<string> tags)
    {
        var found = new List<IncidentTag>();
        var sources = section.Section(Key);
        foreach (var (key, text) in sources.Values())
        {
            var (tag, problem) = Parse(key.ToLowerInvariant(), text);
            if ((problem ?? ProblemOfKey(tag!, tags)) is { } fault)
            {
                sources.Fault(key, fault);
            }
            else
            {
                found.Add(tag!);
            }
        }

        return found;
    }

    private static string? ProblemOfKey(IncidentTag tag, IReadOnlyList<string> tags) => tag.Key switch
    {
        { Length: > MaxKeyLength } => $"has a key of more than {MaxKeyLength} characters.",
        var key when !key.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.') =>
            "has a key that is none: letters, digits, -, _ and dots.",
        var key when AnnotationTags.IsReserved(key) && !(AnnotationTags.IsOfReference(key) && tag.Source == TagSource.Reference) =>
            AnnotationTags.IsOfReference(key) ? "uses a key that is the reference's alone: set it to reference." : "uses a key that the bridge sets itself.",
        var key when tags.Any(other => AnnotationTags.ShareKey(key, other)) => "has the key of a tag in Tags; a filter for the key alone would find neither.",
        _ => null,
    };

    private static (IncidentTag? Tag, string? Problem) Parse(string key, string text, bool isEach = false, bool isAlways = false)
    {
        var words = text.Split((char[]?)null, 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case [var word, var rest] when Is(EachWord, word):
                return Parse(key, rest, isEach: true, isAlways);
            case [var word, var rest] when Is(AlwaysWord, word):
                return Parse(key, rest, isEach, isAlways: true);
            case [var word] when Words.TryGetValue(word, out var source):
                return (new IncidentTag(key, source) { IsEach = isEach, IsOfRedacted = isAlways }, null);
            default:
                break;
        }

        var parts = text.Split(':', 2, StringSplitOptions.TrimEntries);
        return parts switch
        {
            [var word, ""] when Is(FieldWord, word) => (null, "names no custom field: write its name or its id after field:."),
            [var word, var name] when Is(FieldWord, word) =>
                (new IncidentTag(key, TagSource.Field) { Field = name, IsEach = isEach, IsOfRedacted = isAlways }, null),
            _ => (null, Unknown(text)),
        };

        static bool Is(string wanted, string word) => word.Equals(wanted, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Says nothing of the value but which word was meant: it may be a secret in the wrong place.</summary>
    private static string Unknown(string source)
    {
        var first = source.Split([':', ' '], 2)[0];
        if (first.Equals("team", StringComparison.OrdinalIgnoreCase) || first.Equals("teams", StringComparison.OrdinalIgnoreCase))
        {
            return "is not a source of tags: incident.io's API names no teams with an incident. Take the custom field that does, such as field:Team.";
        }

        var meant = Misspelling.Of(first, [FieldWord, EachWord, AlwaysWord, .. Words.Keys]) switch
        {
            null => "",
            var word when first.Equals(word, StringComparison.OrdinalIgnoreCase) && word is EachWord or AlwaysWord => $"No source comes after {word}. ",
            FieldWord => "Did you mean field:NAME? ",
            var word => $"Did you mean {word}? ",
        };
        return $"is not a source of tags. {meant}Known: field:NAME, type, mode and reference; in front of one, each (a tag for each value) and always (also of redacted incidents).";
    }
}
