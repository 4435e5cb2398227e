using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>Where alerts come from. The API shows its secrets to whoever may read it.</summary>
/// <param name="Id">26 characters.</param>
/// <param name="Name">As the customer calls it.</param>
/// <param name="Type">For example <c>http</c>, <c>grafana</c> or <c>email</c>.</param>
public sealed record SimulatedAlertSource(string Id, string Name, string Type)
{
    /// <summary>Its alerts, their escalations and the incidents made of them are private.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>After this many minutes a firing alert is resolved; null for never.</summary>
    public int? AutoResolveAfterMinutes { get; init; }

    /// <summary>With this anybody could send alerts.</summary>
    public string SecretToken { get; init; } = "simulated-alert-source-token";

    /// <summary>As secret as the token: for some sources the token is in it.</summary>
    public string EventsUrl { get; init; } = "https://api.incident.io/v2/alert_events/simulated-alert-source-token";

    /// <summary>What an alert has that names no other source.</summary>
    public static SimulatedAlertSource Grafana { get; } = Of(1, "Grafana", "grafana");

    public static SimulatedAlertSource Of(int number, string name, string type = "http") =>
        new(IncidentDocument.IdOf("SOURCE", number), name, type);
}

/// <summary><c>GET /v2/alert_sources</c> and one of them: no pages, and secrets.</summary>
internal static class AlertSourceDocument
{
    public static Answer List(IEnumerable<SimulatedAlertSource> sources) =>
        Answer.Json(200, new JsonObject { ["alert_sources"] = new JsonArray([.. sources.Select(Of)]) });

    public static JsonObject Of(SimulatedAlertSource source)
    {
        var document = new JsonObject
        {
            ["id"] = source.Id,
            ["name"] = source.Name,
            ["source_type"] = source.Type,
            ["secret_token"] = source.SecretToken,
            ["alert_events_url"] = source.EventsUrl,
            ["template"] = new JsonObject
            {
                ["attributes"] = new JsonArray(),
                ["expressions"] = new JsonArray(),
                ["is_private"] = source.IsPrivate,
            },
        };
        if (source.AutoResolveAfterMinutes is { } minutes)
        {
            document["auto_resolve_timeout_minutes"] = minutes;
        }

        return document;
    }
}
