using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>An incident as <c>GET /v2/incidents/{id}</c> answers it, with the members that every one has.</summary>
internal sealed record IncidentPayload(string Id = IncidentPayload.SomeId)
{
    /// <summary>For tests to which it does not matter which incident it is.</summary>
    public const string SomeId = "01FDAG4SAP5TYPT98WGR2N7W91";

    /// <summary>incident.io leaves out what an incident does not have.</summary>
    private static readonly JsonSerializerOptions WithoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public string Reference { get; init; } = "INC-123";

    public string Name { get; init; } = "Our database is sad";

    public string? Summary { get; init; }

    /// <summary>The value of a text field.</summary>
    public string? CustomField { get; init; }

    public string Visibility { get; init; } = "public";

    public string Mode { get; init; } = "standard";

    public string Category { get; init; } = "live";

    public string Status { get; init; } = "Investigating";

    public string? Severity { get; init; } = "Major";

    public string? Type { get; init; }

    public DateTimeOffset CreatedAt { get; init; } = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);

    public Dictionary<string, DateTimeOffset?> Timestamps { get; init; } = new()
    {
        ["Reported at"] = new DateTimeOffset(2026, 11, 1, 9, 58, 30, TimeSpan.Zero),
    };

    /// <summary>The incident alone, as a webhook carries it.</summary>
    public string ToPayloadJson() => JsonDocument.Parse(ToJson()).RootElement.GetProperty("incident").GetRawText();

    public string ToJson() => JsonSerializer.Serialize(new
    {
        incident = new
        {
            id = Id,
            reference = Reference,
            name = Name,
            summary = Summary ?? $"Summary of {Name}",
            permalink = $"https://app.incident.io/acme/incidents/{Id}",
            mode = Mode,
            visibility = Visibility,
            incident_status = new { id = "01FCNDV6P870EA6S7TK1DSYD5H", name = Status, description = "", rank = 1, category = Category, created_at = CreatedAt, updated_at = CreatedAt },
            severity = Severity is null ? null : new { id = "01FCNDV6P870EA6S7TK1DSYDG0", name = Severity, description = "", rank = 1, created_at = CreatedAt, updated_at = CreatedAt },
            incident_type = Type is null ? null : new { id = "01FCNDV6P870EA6S7TK1DSYTY0", name = Type, description = "", is_default = false },
            incident_timestamp_values = Timestamps.Select((pair, rank) => new
            {
                incident_timestamp = new { id = $"01FCNDV6P870EA6S7TK1DSY{rank:D3}", name = pair.Key, rank },
                value = pair.Value is null ? null : new { value = pair.Value },
            }),
            custom_field_entries = new object?[] { CustomField }.OfType<string>().Select(text => new
            {
                custom_field = new { id = "01FCNDV6P870EA6S7TK1DSYCF0", name = "Affected service", description = "", field_type = "text", options = Array.Empty<object>() },
                values = new[] { new { value_text = text } },
            }),
            incident_role_assignments = Array.Empty<object>(),
            creator = new { api_key = new { id = "01FCNDV6P870EA6S7TK1DSYDG0", name = "test" } },
            created_at = CreatedAt,
            updated_at = CreatedAt.AddMinutes(5),
            slack_channel_id = "C02AW36C1M5",
            slack_team_id = "T02A1FSLE8J",
        },
    }, WithoutNulls);
}
