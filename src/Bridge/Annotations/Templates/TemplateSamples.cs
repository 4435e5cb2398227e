using Bridge.Incidents;
using Bridge.Vocabulary;

namespace Bridge.Annotations.Templates;

/// <summary>Incidents that a template is tried on at the start.</summary>
internal static class TemplateSamples
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    /// <summary>With everything set that the template asks for: open and resolved, in every part.</summary>
    public static IEnumerable<TemplateInput> Full(IReadOnlyCollection<string> customFields)
    {
        // Numbers, since they are text too: a filter for either works.
        var incident = Bare() with
        {
            Summary = "2",
            Permalink = new Uri("https://app.incident.io/example/incidents/1"),
            Severity = new IncidentSeverity("Major", 2),
            Type = "Default",
            CustomFields = [.. customFields.Select(name => new CustomField(name, name, ["3"]))],
        };
        return Inputs(incident, redact: false);
    }

    /// <summary>With nothing set, and redacted.</summary>
    public static IEnumerable<TemplateInput> Sparse() =>
        Inputs(Bare(), redact: false).Concat(Inputs(Bare() with { IsPrivate = true }, redact: true));

    private static IEnumerable<TemplateInput> Inputs(Incident incident, bool redact) =>
        from part in Enum.GetValues<AnnotationPart>()
        from status in Enum.GetValues<AnnotationStatus>()
        select new TemplateInput
        {
            Incident = incident,
            Part = part,
            Status = status,
            Start = Start,
            End = status == AnnotationStatus.Resolved ? Start.AddHours(2) : null,
            Redact = redact,
        };

    private static Incident Bare() => new()
    {
        Id = SubjectId.Parse("01HZX3V9QF8N6M2K7T5R4W1YPD"),
        Reference = "INC-1",
        Name = "1",
        Mode = IncidentMode.Standard,
        IsPrivate = false,
        Category = StatusCategory.Live,
        StatusName = "Investigating",
        Timestamps = [],
        CreatedAt = Start,
        UpdatedAt = Start,
    };
}
