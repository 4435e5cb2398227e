using System.Text.Json.Nodes;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>An escalation in the shape of <c>EscalationV2</c>.</summary>
/// <remarks>
/// Source: incident.io's OpenAPI document. <c>description</c> is in newer versions of it only, and required there.
/// </remarks>
internal static class EscalationDocument
{
    public static JsonObject Of(SimulatedEscalation escalation)
    {
        var document = new JsonObject
        {
            ["id"] = escalation.Id,
            ["title"] = escalation.Title,
            ["description"] = escalation.Description,
            ["status"] = escalation.Status,
            ["priority"] = new JsonObject { ["name"] = escalation.Priority },
            ["events"] = new JsonArray([.. escalation.Events.Select(Event)]),
            ["related_alerts"] = new JsonArray([.. escalation.RelatedAlerts.Select(AlertDocument.Slim)]),
            ["related_incidents"] = new JsonArray([.. escalation.RelatedIncidents.Select(SlimIncidentDocument.Of)]),
            ["creator"] = SimulatedActor.Document(escalation.Creator),
            ["created_at"] = IncidentDocument.Instant(escalation.CreatedAt),
            ["updated_at"] = IncidentDocument.Instant(escalation.UpdatedAt),
        };
        if (escalation.PathId is not null)
        {
            document["escalation_path_id"] = escalation.PathId;
        }

        return document;
    }

    private static JsonObject Event(SimulatedEscalationEvent happened)
    {
        var document = new JsonObject
        {
            ["id"] = happened.Id,
            ["event"] = happened.Kind,
            ["occurred_at"] = IncidentDocument.Instant(happened.OccurredAt),
        };
        if (happened.Urgency is not null)
        {
            document["urgency"] = happened.Urgency;
        }

        if (!happened.Users.IsEmpty)
        {
            document["users"] = PersonDocument.Of(happened.Users);
        }

        if (!happened.SlackChannelIds.IsEmpty)
        {
            document["channels"] = new JsonArray(
            [
                .. happened.SlackChannelIds.Select(id => new JsonObject { ["slack_team_id"] = "T02A1FSLE8J", ["slack_channel_id"] = id }),
            ]);
        }

        return document;
    }
}
