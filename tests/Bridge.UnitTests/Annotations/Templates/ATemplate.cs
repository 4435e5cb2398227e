using Bridge.Annotations.Templates;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations.Templates;

/// <summary>Templates and what they are given.</summary>
internal static class ATemplate
{
    /// <summary>Prints everything that there is.</summary>
    public const string Everything =
        """
        {{ incident.reference }} {{ incident.name }} {{ incident.summary }} {{ incident.link }} {{ incident.mode }} {{ incident.type }}
        {{ incident.visibility }} {{ incident.status }} {{ incident.severity.name }} {{ incident.severity.rank }} {{ incident.duration }} {{ start }} {{ end }}
        {{ duration }} {{ part }} {{ status }} {{ is_private }} {{ incident.custom_fields["Affected team"] }}
        {% for field in incident.custom_fields %}{{ field.key }} {{ field.value }} {% endfor %}
        {% for value in incident.custom_field_values["Affected team"] %}{{ value }} {% endfor %}
        {{ incident }} {{ incident.severity }} {{ incident.custom_fields }} {{ incident.custom_field_values }}
        """;

    public static AnnotationTemplate Of(string text) =>
        AnnotationTemplate.TryParse(text, out var template, out var problem) ? template : throw new InvalidOperationException(problem);

    public static string? Problem(string text) => AnnotationTemplate.TryParse(text, out _, out var problem) ? null : problem;

    public static string? Text(string template, Incident? incident = null) => Of(template).Render(Input(incident ?? Full())).Text;

    public static TemplateInput Input(Incident incident) => new()
    {
        Incident = incident,
        Part = AnnotationPart.Region,
        Status = AnnotationStatus.Resolved,
        Start = AnIncident.DeclaredAt,
        End = AnIncident.DeclaredAt.AddMinutes(125),
    };

    public static Incident Full() => AnIncident.Resolved() with
    {
        Summary = "Payments time out",
        Type = "Production",
        CustomFields =
        [
            new CustomField("01", "Affected team", ["Payments"]),
            new CustomField("02", "Products", ["Checkout", "R&D"]),
            new CustomField("03", "Runbook", ["https://example.com/run?a=1&b=2"]),
        ],
    };

    /// <summary>An incident all of whose words are this one.</summary>
    public static Incident Saying(string word) => Full() with
    {
        Reference = word,
        Name = word,
        Summary = word,
        StatusName = word,
        Type = word,
        Severity = new IncidentSeverity(word, 1),
        CustomFields = [new CustomField("01", "Affected team", [word, word]), new CustomField("02", word, [word])],
    };
}
