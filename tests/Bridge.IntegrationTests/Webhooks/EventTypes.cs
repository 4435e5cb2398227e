using System.Text;

namespace Bridge.IntegrationTests.Webhooks;

/// <summary>Every event type of incident.io's OpenAPI document, with the file in <c>Payloads</c> that shows its shape.</summary>
internal static class EventTypes
{
    /// <summary>The incident in every payload that has one.</summary>
    public const string IncidentId = "01JB0000000000000000000INC";

    public static readonly IReadOnlyDictionary<string, (string File, bool IsOfIncident)> All = new Dictionary<string, (string, bool)>
    {
        ["public_incident.incident_created_v2"] = ("public-incident", true),
        ["public_incident.incident_updated_v2"] = ("public-incident", true),
        ["public_incident.incident_status_updated_v2"] = ("public-incident-status", true),
        ["private_incident.incident_created_v2"] = ("private-resource", true),
        ["private_incident.incident_updated_v2"] = ("private-resource", true),
        ["private_incident.membership_granted_v1"] = ("membership", true),
        ["private_incident.membership_revoked_v1"] = ("membership", true),
        ["public_incident.action_created_v1"] = ("action", false),
        ["public_incident.action_updated_v1"] = ("action", false),
        ["private_incident.action_created_v1"] = ("private-resource", false),
        ["private_incident.action_updated_v1"] = ("private-resource", false),
        ["public_incident.follow_up_created_v1"] = ("action", false),
        ["public_incident.follow_up_updated_v1"] = ("action", false),
        ["public_incident.follow_up_created_v2"] = ("follow-up", false),
        ["public_incident.follow_up_updated_v2"] = ("follow-up", false),
        ["private_incident.follow_up_created_v1"] = ("private-resource", false),
        ["private_incident.follow_up_updated_v1"] = ("private-resource", false),
        ["private_incident.follow_up_created_v2"] = ("private-resource", false),
        ["private_incident.follow_up_updated_v2"] = ("private-resource", false),
        ["public_incident.postmortem_document_status_updated_v1"] = ("postmortem", false),
        ["private_incident.postmortem_document_status_updated_v1"] = ("private-resource", false),
        ["public_alert.alert_created_v1"] = ("alert", false),
        ["public_alert.alert_resolved_v1"] = ("alert", false),
        ["private_alert.alert_created_v1"] = ("private-resource", false),
        ["private_alert.alert_resolved_v1"] = ("private-resource", false),
        ["public_escalation.escalation_created_v1"] = ("escalation", false),
        ["public_escalation.escalation_status_updated_v1"] = ("escalation-status", false),
        ["private_escalation.escalation_created_v1"] = ("private-resource", false),
        ["private_escalation.escalation_status_updated_v1"] = ("private-resource", false),
        ["schedule.created_v1"] = ("schedule", false),
        ["schedule.updated_v1"] = ("schedule", false),
        ["schedule.deleted_v1"] = ("schedule", false),
        ["schedule.shift_change_v1"] = ("schedule-shift", false),
    };

    public static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path));

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Webhooks", "Payloads");

    /// <summary>A webhook of the type: its shape's file, with the type in place of the file's own.</summary>
    public static byte[] Body(string eventType)
    {
        var text = File.ReadAllText(Path.Combine(Folder, $"{All[eventType].File}.json"));
        using var json = System.Text.Json.JsonDocument.Parse(text);
        var ownType = json.RootElement.GetProperty("event_type").GetString()!;
        return Encoding.UTF8.GetBytes(text.Replace($"\"{ownType}\"", $"\"{eventType}\"", StringComparison.Ordinal));
    }
}
