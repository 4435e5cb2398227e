using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Simulator.IncidentIo.OnCall;

namespace Bridge.Simulator.IncidentIo;

/// <summary>An incident in the shape of <c>IncidentV2</c>: every required member, and those optional ones that real answers have.</summary>
/// <remarks>Source: incident.io's OpenAPI document, schema <c>IncidentV2</c>.</remarks>
internal static class IncidentDocument
{
    private const string LongAgo = "2024-01-15T09:00:00.000Z";

    /// <summary>The timestamps that an organization starts with, in their order.</summary>
    public static readonly IReadOnlyList<string> DefaultTimestamps =
    [
        "Reported at", "Accepted at", "Declined at", "Merged at", "Canceled at", "Resolved at", "Impact started at", "Identified at",
        "Fixed at", "Documented at", "Reviewed at", "Closed at",
    ];

    public static JsonObject Of(SimulatedIncident incident)
    {
        var document = new JsonObject
        {
            ["id"] = incident.Id,
            ["reference"] = incident.Reference,
            ["name"] = incident.Name,
            ["mode"] = incident.Mode,
            ["visibility"] = incident.IsPrivate ? "private" : "public",
            ["created_at"] = Instant(incident.CreatedAt),
            ["updated_at"] = Instant(incident.UpdatedAt),
            ["incident_status"] = Status(incident.Status),
            ["incident_timestamp_values"] = Timestamps(incident),
            ["custom_field_entries"] = CustomFields(incident),
            ["incident_role_assignments"] = new JsonArray(Lead()),
            ["incident_type"] = IncidentType(incident.Type),
            ["creator"] = new JsonObject { ["user"] = PersonDocument.Of(SimulatedPerson.Ada) },
            ["duration_metrics"] = new JsonArray(Duration(incident)),
            ["has_debrief"] = false,
            ["slack_team_id"] = "T02A1FSLE8J",
            ["slack_channel_id"] = "C02AW36C1M5",
            ["slack_channel_name"] = $"inc-{incident.Number}",
            ["postmortem_document_ids"] = new JsonArray(),
            ["workload_minutes_total"] = 60.7,
            ["workload_minutes_working"] = 20.0,
            ["workload_minutes_late"] = 40.7,
            ["workload_minutes_sleeping"] = 0.0,
        };

        if (incident.Summary is not null)
        {
            document["summary"] = incident.Summary;
        }

        if (incident.Permalink is not null)
        {
            document["permalink"] = incident.Permalink;
        }

        if (incident.Severity is { } severity)
        {
            document["severity"] = Severity(severity);
        }

        return document;
    }

    public static JsonObject Severity(SimulatedSeverity severity) => Dated(new JsonObject
    {
        ["id"] = IdOf("SEV", severity.Rank + 10),
        ["name"] = severity.Name,
        ["description"] = $"**{severity.Name}** impact.",
        ["rank"] = severity.Rank,
    });

    public static JsonObject Status(SimulatedStatus status) => Dated(new JsonObject
    {
        ["id"] = IdOf("STATUS", status.Rank + 10),
        ["name"] = status.Name,
        ["description"] = $"An incident in **{status.Name}**.",
        ["rank"] = status.Rank,
        ["category"] = status.Category,
    });

    /// <summary>RFC 3339 in UTC, to the millisecond.</summary>
    public static string Instant(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static JsonArray Timestamps(SimulatedIncident incident)
    {
        var names = DefaultTimestamps.Concat(incident.Timestamps.Keys.Except(DefaultTimestamps)).ToArray();
        var values = new JsonArray();
        for (var rank = 0; rank < names.Length; rank++)
        {
            var value = new JsonObject
            {
                ["incident_timestamp"] = new JsonObject { ["id"] = IdOf("TIME", rank), ["name"] = names[rank], ["rank"] = rank },
            };

            // One that was never set has no value at all.
            if (incident.Timestamps.TryGetValue(names[rank], out var time))
            {
                value["value"] = new JsonObject { ["value"] = Instant(time) };
            }

            values.Add(value);
        }

        return values;
    }

    private static JsonArray CustomFields(SimulatedIncident incident)
    {
        var entries = new JsonArray();
        foreach (var (name, field) in incident.CustomFields)
        {
            entries.Add(new JsonObject
            {
                ["custom_field"] = new JsonObject
                {
                    ["id"] = IdOf("FIELD", entries.Count),
                    ["name"] = name,
                    ["description"] = $"What to know about {name}.",
                    ["field_type"] = field.Kind switch
                    {
                        SimulatedFieldKind.Option or SimulatedFieldKind.CatalogEntry => field.Values.Count == 1 ? "single_select" : "multi_select",
                        var kind => kind.ToString().ToLowerInvariant(),
                    },
                    ["options"] = new JsonArray(),
                },
                ["values"] = new JsonArray([.. field.Values.Select((value, index) => FieldValue(field.Kind, value, index))]),
            });
        }

        return entries;
    }

    /// <summary>Each kind has its own member, and the others are missing.</summary>
    private static JsonObject FieldValue(SimulatedFieldKind kind, string value, int index) => kind switch
    {
        SimulatedFieldKind.Text => new JsonObject { ["value_text"] = value },
        SimulatedFieldKind.Link => new JsonObject { ["value_link"] = value },
        SimulatedFieldKind.Numeric => new JsonObject { ["value_numeric"] = value },
        SimulatedFieldKind.Option => new JsonObject
        {
            ["value_option"] = new JsonObject { ["id"] = IdOf("OPTION", index), ["value"] = value, ["sort_key"] = index },
        },
        SimulatedFieldKind.CatalogEntry => new JsonObject
        {
            ["value_catalog_entry"] = new JsonObject { ["id"] = IdOf("ENTRY", index), ["name"] = value, ["aliases"] = new JsonArray() },
        },
        _ => throw new InvalidOperationException($"No shape for {kind}."),
    };

    private static JsonObject Duration(SimulatedIncident incident)
    {
        var start = incident.Timestamps.GetValueOrDefault("Reported at", incident.CreatedAt);
        var metric = new JsonObject
        {
            ["duration_metric"] = new JsonObject { ["id"] = IdOf("METRIC", 1), ["name"] = "Lasted" },
            ["status"] = "timestamps_missing",
        };
        if (incident.Timestamps.TryGetValue("Resolved at", out var end))
        {
            metric["status"] = end >= start ? "success" : "invalid_timestamps";
            metric["value_seconds"] = Math.Max(0, (long)(end - start).TotalSeconds);
        }

        return metric;
    }

    private static JsonObject Lead() => new()
    {
        ["role"] = Dated(new JsonObject
        {
            ["id"] = IdOf("ROLE", 1),
            ["name"] = "Incident Lead",
            ["shortform"] = "lead",
            ["description"] = "The person currently coordinating the incident",
            ["instructions"] = "Take point on the incident; make sure people are clear on responsibilities",
            ["role_type"] = "lead",
        }),
        ["assignee"] = PersonDocument.Of(SimulatedPerson.Ada),
    };

    public static JsonObject IncidentType(string name) => Dated(new JsonObject
    {
        ["id"] = IdOf("TYPE", 1),
        ["name"] = name,
        ["description"] = $"Incidents of the type {name}",
        ["is_default"] = true,
        ["private_incidents_only"] = false,
        ["create_in_triage"] = "optional",
    });

    public static JsonObject Dated(JsonObject part)
    {
        part["created_at"] = LongAgo;
        part["updated_at"] = LongAgo;
        return part;
    }

    public static string IdOf(string kind, int number) => $"01F{kind}".PadRight(10, '0') + number.ToString("D16", CultureInfo.InvariantCulture);
}
