using System.Text.Json.Nodes;
using Bridge.Simulator.IncidentIo;

namespace Bridge.Simulator.Webhooks;

/// <summary>
/// The bodies that incident.io sends: <c>{"event_type": "T", "T": {payload}}</c>. Events of a public incident carry all of it, those of
/// a private one only its id.
/// </summary>
/// <remarks>Source: incident.io's OpenAPI document, schemas <c>Webhooks…ResponseBody</c>.</remarks>
public static partial class WebhookEvents
{
    public static string Created(SimulatedIncident incident) => OfIncident(incident, "incident_created_v2");

    public static string Updated(SimulatedIncident incident) => OfIncident(incident, "incident_updated_v2");

    /// <summary>Of public incidents only; a private one is announced as updated.</summary>
    public static string StatusUpdated(SimulatedIncident incident, SimulatedStatus previous) => incident.IsPrivate
        ? Updated(incident)
        : Envelope("public_incident.incident_status_updated_v2", new JsonObject
        {
            ["incident"] = IncidentDocument.Of(incident),
            ["new_status"] = IncidentDocument.Status(incident.Status),
            ["previous_status"] = IncidentDocument.Status(previous),
            ["message"] = $"{incident.Reference} is now {incident.Status.Name}.",
        });

    public static string MembershipGranted(SimulatedIncident incident) => Membership(incident, "private_incident.membership_granted_v1");

    public static string MembershipRevoked(SimulatedIncident incident) => Membership(incident, "private_incident.membership_revoked_v1");

    /// <summary>Anything else, of this type or of one that does not exist yet.</summary>
    public static string Envelope(string eventType, JsonNode payload) =>
        new JsonObject { ["event_type"] = eventType, [eventType] = payload }.ToJsonString();

    private static string OfIncident(SimulatedIncident incident, string type)
    {
        if (incident.IsPrivate)
        {
            return Envelope($"private_incident.{type}", new JsonObject { ["id"] = incident.Id });
        }

        var payload = IncidentDocument.Of(incident);
        payload["related_incidents"] = new JsonArray();
        return Envelope($"public_incident.{type}", payload);
    }

    private static string Membership(SimulatedIncident incident, string eventType) => Envelope(eventType, new JsonObject
    {
        ["incident_id"] = incident.Id,
        ["user_id"] = "01FCNDV6P870EA6S7TK1DSYDG0",
        ["actor_user_id"] = "01FCNDV6P870EA6S7TK1DSYDG1",
    });
}
