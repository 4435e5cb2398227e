using Bridge.Incidents;
using Scriban.Runtime;

namespace Bridge.Annotations.Templates;

/// <summary>
/// What a template can name. Built by hand, without reflection. A redacted incident's words are not in it: a template cannot leak what it
/// was not given.
/// </summary>
internal sealed class TemplateModel : ScriptObject
{
    public const string IncidentName = "incident";
    public const string SeverityName = "severity";

    /// <summary>The names outside of <c>incident</c>.</summary>
    public static readonly IReadOnlyList<string> Names = [IncidentName, "start", "end", "duration", "part", "status", "is_private"];

    public static readonly IReadOnlyList<string> IncidentMembers =
    [
        "reference", "name", "summary", "link", "mode", "type", "visibility", "status", SeverityName, "duration", "custom_fields", "custom_field_values",
    ];

    public static readonly IReadOnlyList<string> SeverityMembers = ["name", "rank"];

    public TemplateModel(TemplateInput input)
    {
        SetValue(IncidentName, Incident(input), readOnly: true);
        SetValue("start", input.Start.UtcDateTime, readOnly: true);
        SetValue("end", input.End?.UtcDateTime, readOnly: true);
        SetValue("duration", input.Duration, readOnly: true);
        SetValue("part", Word(input.Part), readOnly: true);
        SetValue("status", Word(input.Status), readOnly: true);
        SetValue("is_private", input.Incident.IsPrivate, readOnly: true);
    }

    private static ScriptObject Incident(TemplateInput input)
    {
        var (incident, redact) = (input.Incident, input.Redact);
        var words = redact ? [] : incident.CustomFields;
        return new ScriptObject
        {
            ["reference"] = incident.Reference,
            ["name"] = redact ? AnnotationText.Private : incident.Name,
            ["summary"] = redact ? null : NullIfEmpty(incident.Summary),
            ["link"] = incident.Permalink is { } link && AnnotationText.IsShort(link) ? link.AbsoluteUri : null,
            ["mode"] = Word(incident.Mode),
            ["type"] = redact ? null : incident.Type,
            ["visibility"] = incident.IsPrivate ? "private" : "public",
            ["status"] = redact ? null : NullIfEmpty(incident.StatusName),
            [SeverityName] = incident.Severity is { } severity ? Severity(severity) : null,
            ["duration"] = input.Duration,
            ["custom_fields"] = Fields(words, values => string.Join(", ", values)),
            ["custom_field_values"] = Fields(words, values => new ScriptArray(values)),
        };
    }

    private static ScriptObject Severity(IncidentSeverity severity) => new() { ["name"] = severity.Name, ["rank"] = severity.Rank };

    private static ScriptObject Fields(IReadOnlyList<CustomField> fields, Func<IReadOnlyList<string>, object> shown)
    {
        var byName = new ScriptObject(StringComparer.OrdinalIgnoreCase);
        foreach (var field in fields)
        {
            byName.TryAdd(field.Name, shown(field.Values));
        }

        return byName;
    }

    // An empty string counts as true in Liquid; what is missing should not.
    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;

    private static string Word<TValue>(TValue value)
        where TValue : struct, Enum => value.ToString().ToLowerInvariant();
}
