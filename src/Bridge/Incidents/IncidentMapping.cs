namespace Bridge.Incidents;

/// <summary>From incident.io's JSON to <see cref="Incident"/>: tolerant of what is missing, careful with what is unknown.</summary>
internal static class IncidentMapping
{
    /// <summary>False when a member is missing without which there is no incident to show.</summary>
    public static bool TryMap(IncidentJson json, out Incident? incident)
    {
        incident = null;
        if (!IncidentId.TryParse(json.Id, out var id) || json.CreatedAt is not { } createdAt || json.IncidentStatus is null)
        {
            return false;
        }

        incident = new Incident
        {
            Id = id,
            Reference = Text(json.Reference) ?? id.Value,
            Name = Text(json.Name) ?? "",
            Summary = Text(json.Summary) ?? "",
            Permalink = HttpUrl(json.Permalink),
            Mode = Known(json.Mode, IncidentMode.Unknown),

            // Anything that is not plainly public is treated as private: the mistake to make is to tell too little.
            IsPrivate = json.Visibility != "public",
            Category = Known(json.IncidentStatus.Category, StatusCategory.Unknown),
            StatusName = Text(json.IncidentStatus.Name) ?? "",
            Severity = Text(json.Severity?.Name) is { } severity ? new IncidentSeverity(severity, json.Severity!.Rank) : null,
            Type = Text(json.IncidentType?.Name),
            CustomFields = CustomFields(json.CustomFieldEntries),
            Timestamps = Timestamps(json.IncidentTimestampValues),
            CreatedAt = createdAt,
            UpdatedAt = json.UpdatedAt ?? createdAt,
        };
        return true;
    }

    private static List<IncidentTimestamp> Timestamps(IReadOnlyList<TimestampValueJson>? values)
    {
        var timestamps = new List<IncidentTimestamp>();
        foreach (var value in values ?? [])
        {
            if (value is { IncidentTimestamp.Name: { } name, Value.Value: { } time })
            {
                timestamps.Add(new IncidentTimestamp(name, time));
            }
        }

        return timestamps;
    }

    private static List<CustomField> CustomFields(IReadOnlyList<CustomFieldEntryJson>? entries)
    {
        var fields = new List<CustomField>();
        foreach (var entry in entries ?? [])
        {
            if (entry is { CustomField: { Id: { } id, Name: { } name }, Values: { } values }
                && values.Select(LabelOf).OfType<string>().ToList() is { Count: > 0 } labels)
            {
                fields.Add(new CustomField(id, name.Trim(), labels));
            }
        }

        return fields;
    }

    /// <summary>A field backed by the catalog calls itself a select field, so what is there counts, not the field's type.</summary>
    private static string? LabelOf(CustomFieldValueJson? value) =>
        Text(value?.ValueCatalogEntry?.Name)
        ?? Text(value?.ValueOption?.Value)
        ?? Text(value?.ValueText)
        ?? Text(value?.ValueLink)
        ?? Text(value?.ValueNumeric);

    private static TValue Known<TValue>(string? text, TValue unknown)
        where TValue : struct, Enum =>
        text is not null && text.All(char.IsAsciiLetter) && Enum.TryParse<TValue>(text, ignoreCase: true, out var value) ? value : unknown;

    private static string? Text(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    private static Uri? HttpUrl(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}
