using System.Text.Json;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Incidents;

/// <summary>From incident.io's JSON to <see cref="Incident"/>: tolerant of what is missing, careful with what is unknown.</summary>
internal static class IncidentMapping
{
    /// <summary>
    /// Reads one incident. It needs an id, a status category and a time; whatever else is missing, or not of its type, is not set. When it was
    /// created is a time that annotations begin at for want of a better one, so the earliest of its timestamps, or else its last update, may
    /// stand in for it.
    /// </summary>
    /// <param name="element">What stands in the place of an incident.</param>
    /// <param name="path">That place.</param>
    public static IncidentReading Read(JsonElement element, string path)
    {
        var odd = new List<string>();
        var json = new LenientJson(element, path, odd);
        SubjectId? id = SubjectId.TryCreate(SubjectKind.Incident, json.Text("id"), out var given) ? given : null;
        var status = json.Object("incident_status");
        var category = status.Text("category");
        var timestamps = Timestamps(json);
        var updatedAt = json.Time("updated_at");
        var createdAt = json.Time("created_at") ?? timestamps.Min(timestamp => (DateTimeOffset?)timestamp.Time) ?? updatedAt;
        var lacking = !json.IsObject ? path
            : id is null ? json.PathOf("id")
            : category is null ? status.PathOf("category")
            : createdAt is null ? json.PathOf("created_at")
            : null;
        if (lacking is not null)
        {
            return new IncidentReading(null, [new ReadingFault(id, lacking, IsUnreadable: true)]);
        }

        var incident = new Incident
        {
            Id = given,
            Reference = Trimmed(json.Text("reference")) ?? given.Value,
            Name = Trimmed(json.Text("name")) ?? "",
            Summary = Trimmed(json.Text("summary")) ?? "",
            Permalink = HttpUrl(json.Text("permalink")),
            Mode = Known(json.Text("mode"), IncidentMode.Unknown),

            // Anything that is not plainly public is treated as private: the mistake to make is to tell too little.
            IsPrivate = json.Text("visibility") != "public",
            Category = Known(category, StatusCategory.Unknown),
            StatusName = Trimmed(status.Text("name")) ?? "",
            Severity = ReadSeverity(json.Object("severity")),
            Type = Trimmed(json.Object("incident_type").Text("name")),
            CustomFields = CustomFields(json),
            Timestamps = timestamps,
            CreatedAt = createdAt!.Value,
            UpdatedAt = updatedAt ?? createdAt.Value,
        };
        return new IncidentReading(incident, [.. odd.Distinct().Select(member => new ReadingFault(given, member, IsUnreadable: false))]);
    }

    /// <summary>Reads a severity; none without a name.</summary>
    public static IncidentSeverity? ReadSeverity(LenientJson json) =>
        Trimmed(json.Text("name")) is { } name ? new IncidentSeverity(name, json.Integer("rank")) : null;

    /// <summary>What is blank is not set.</summary>
    private static string? Trimmed(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    private static List<IncidentTimestamp> Timestamps(LenientJson json)
    {
        var timestamps = new List<IncidentTimestamp>();
        foreach (var value in json.Objects("incident_timestamp_values"))
        {
            if (value.Object("incident_timestamp").Text("name") is { } name && value.Object("value").Time("value") is { } time)
            {
                timestamps.Add(new IncidentTimestamp(name, time));
            }
        }

        return timestamps;
    }

    private static List<CustomField> CustomFields(LenientJson json)
    {
        var fields = new List<CustomField>();
        foreach (var entry in json.Objects("custom_field_entries"))
        {
            var field = entry.Object("custom_field");
            if (field.Text("id") is { } id && field.Text("name") is { } name
                && entry.Objects("values").Select(LabelOf).OfType<string>().ToList() is { Count: > 0 } labels)
            {
                fields.Add(new CustomField(id, name.Trim(), labels));
            }
        }

        return fields;
    }

    /// <summary>A field backed by the catalog calls itself a select field, so what is there counts, not the field's type.</summary>
    private static string? LabelOf(LenientJson value) =>
        Trimmed(value.Object("value_catalog_entry").Text("name"))
        ?? Trimmed(value.Object("value_option").Text("value"))
        ?? Trimmed(value.Text("value_text"))
        ?? Trimmed(value.Text("value_link"))
        ?? Trimmed(value.Text("value_numeric"));

    private static TValue Known<TValue>(string? text, TValue unknown)
        where TValue : struct, Enum =>
        text is not null && text.All(char.IsAsciiLetter) && Enum.TryParse<TValue>(text, ignoreCase: true, out var value) ? value : unknown;

    /// <summary>An address that a browser may be sent to; none for any other.</summary>
    public static Uri? HttpUrl(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}
