using System.Text.Json.Nodes;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>
/// An incident in the shape of <c>IncidentSlimV2</c>, as alerts and escalations name it: with its name and its summary, also of a private
/// one. Two categories of status have other names here.
/// </summary>
/// <remarks>Source: incident.io's OpenAPI document.</remarks>
internal static class SlimIncidentDocument
{
    public static JsonObject Of(SimulatedIncident incident)
    {
        var document = new JsonObject
        {
            ["id"] = incident.Id,
            ["external_id"] = incident.Number,
            ["reference"] = incident.Reference,
            ["name"] = incident.Name,
            ["visibility"] = incident.IsPrivate ? "private" : "public",
            ["status_category"] = incident.Status.Category switch
            {
                "live" => "active",
                "learning" => "post-incident",
                var category => category,
            },
        };
        if (incident.Summary is not null)
        {
            document["summary"] = incident.Summary;
        }

        return document;
    }
}
