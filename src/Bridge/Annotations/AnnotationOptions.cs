using Bridge.Annotations.Templates;
using Bridge.Incidents;
using Bridge.Settings;

namespace Bridge.Annotations;

/// <summary>Which incidents are annotated, and how an annotation looks.</summary>
internal sealed record AnnotationOptions
{
    public const string SectionName = SectionNames.Annotations;

    /// <summary>One region an incident, or a point at its start and one at its resolve.</summary>
    public AnnotationShape Shape { get; init; } = AnnotationShape.Region;

    /// <summary>
    /// How often the end of an open region is moved ahead of now (<see cref="OpenEnd"/>); zero for never. One write per interval, open
    /// incident and Grafana.
    /// </summary>
    public TimeSpan OpenEndInterval { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What is told of private incidents.</summary>
    public PrivateMode Private { get; init; } = PrivateMode.Redact;

    /// <summary>The incident modes that are annotated.</summary>
    public IReadOnlyList<IncidentMode> Modes { get; init; } = [IncidentMode.Standard, IncidentMode.Retrospective];

    /// <summary>Whether incidents that are still in triage are annotated.</summary>
    public bool IncludeTriage { get; init; }

    /// <summary>Names of incident timestamps, best first, that an annotation starts at; the time of creation is the last resort.</summary>
    public IReadOnlyList<string> StartFrom { get; init; } = ["Impact started at", "Reported at", "Accepted at"];

    /// <summary>Names of incident timestamps, best first, that an annotation ends at.</summary>
    public IReadOnlyList<string> EndFrom { get; init; } = ["Resolved at", "Fixed at", "Closed at"];

    /// <summary>How often what Grafana has is compared with what it should have; zero for never.</summary>
    public TimeSpan DriftInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long after its end an incident is shown; zero for ever.</summary>
    public TimeSpan KeepFor { get; init; }

    /// <summary>The text of annotations; none for the default text.</summary>
    public AnnotationTemplate? Text { get; init; }

    /// <summary>Extra tags on every annotation.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Tags whose values come from the incident. A redacted one has those alone that are to be on it always.</summary>
    public IReadOnlyList<IncidentTag> TagsFrom { get; init; } = [];

    public static AnnotationOptions Read(SettingsSection section)
    {
        var defaults = new AnnotationOptions();
        var tags = ReadTags(section, earlier: []);
        var options = new AnnotationOptions
        {
            Shape = section.Choice("Shape", defaults.Shape),
            OpenEndInterval = section.Duration("OpenEndInterval", defaults.OpenEndInterval, TimeSpan.Zero, TimeSpan.FromDays(1)),
            Private = section.Choice("Private", defaults.Private),
            Modes = section.Choices("Modes", defaults.Modes),
            IncludeTriage = section.Flag("IncludeTriage", defaults.IncludeTriage),
            StartFrom = section.List("StartFrom", defaults.StartFrom),
            EndFrom = section.List("EndFrom", defaults.EndFrom),
            DriftInterval = section.Duration("DriftInterval", defaults.DriftInterval, TimeSpan.Zero, TimeSpan.FromDays(7)),
            KeepFor = ReadKeepFor(section),
            Text = ReadText(section),
            Tags = tags,
            TagsFrom = IncidentTagSettings.Read(section, tags),
        };
        section.RejectUnknownKeys();
        return options;
    }

    /// <summary>What is shorter than a day is a slip of the unit, and would take away what people look at.</summary>
    private static TimeSpan ReadKeepFor(SettingsSection section)
    {
        var keepFor = section.Duration("KeepFor", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromDays(3650));
        if (keepFor > TimeSpan.Zero && keepFor < TimeSpan.FromDays(1))
        {
            section.Fault("KeepFor", "is less than a day: annotations of incidents that are hardly over would be deleted. Write days, such as 90d, or 0s for ever.");
        }

        return keepFor;
    }

    internal static AnnotationTemplate? ReadText(SettingsSection section)
    {
        if (section.OptionalText("Text") is not { } text)
        {
            return null;
        }

        if (!AnnotationTemplate.TryParse(text, out var template, out var problem))
        {
            section.Fault("Text", $"is not a usable template: {problem}");
        }

        return template;
    }

    /// <summary>Tags of the settings that can stand on an annotation, beside the earlier ones.</summary>
    internal static IReadOnlyList<string> ReadTags(SettingsSection section, IReadOnlyList<string> earlier)
    {
        var tags = new List<string>();
        foreach (var (key, tag) in section.Entries("Tags"))
        {
            if (AnnotationTags.Problem(tag) is { } problem)
            {
                section.Fault(key, problem);
            }
            else if (earlier.Concat(tags).Any(other => AnnotationTags.ShareKey(other, tag)))
            {
                section.Fault(key, "has the key of an earlier tag; a filter for the key alone would find neither.");
            }

            tags.Add(tag);
        }

        if (tags.Count > 0 && AnnotationTags.JsonLength([.. earlier, .. tags]) > AnnotationTags.MaxExtraLength)
        {
            section.Fault("Tags", $"are longer than {AnnotationTags.MaxExtraLength} characters together; Grafana limits the whole list.");
        }

        return tags;
    }
}

/// <summary>How an incident is drawn.</summary>
internal enum AnnotationShape
{
    /// <summary>One annotation from the start to the end.</summary>
    Region,

    /// <summary>One annotation at the start and one at the resolve.</summary>
    Points,
}

/// <summary>What Grafana is told of a private incident. Whoever may look at a dashboard reads it.</summary>
internal enum PrivateMode
{
    /// <summary>That there is one: reference, severity, status category, times and link, without name, summary and custom fields.</summary>
    Redact,

    /// <summary>The same as of a public one.</summary>
    Full,

    /// <summary>Nothing.</summary>
    Omit,
}
