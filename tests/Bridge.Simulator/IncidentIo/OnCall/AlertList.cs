using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary><c>GET /v2/alerts</c> and <c>GET /v2/incident_alerts</c>: both want a page size.</summary>
internal static class AlertList
{
    private const int MaxPageSize = 50;

    private static readonly string[] Statuses = ["firing", "resolved"];

    /// <param name="request">Its query. Instants are documented for alerts' <c>updated_at</c>.</param>
    /// <param name="visible">The alerts that the key may see.</param>
    public static Answer Page(RecordedRequest request, IEnumerable<SimulatedAlert> visible)
    {
        var query = new ListQuery(request, MaxPageSize, defaultPageSize: null);
        var statuses = query.OneOf("status", allowed: Statuses);
        var sources = query.OneOf("alert_source");
        var groups = query.AnyOf("alert_group_id");
        var created = query.Times("created_at", takesInstants: true);
        var updated = query.Times("updated_at", takesInstants: true);
        var key = query.Value("deduplication_key[is]");
        var held = query.Flag("include_maintenance_window[is]", unasked: true);
        List<SimulatedAlert> sorted =
        [
            .. visible
                .Where(alert => statuses(alert.Status) && sources(alert.SourceId) && groups(alert.GroupIds))
                .Where(alert => created(alert.CreatedAt) && updated(alert.UpdatedAt))
                .Where(alert => key.Length == 0 || alert.DeduplicationKey == key)
                .Where(alert => held || !alert.IsHeld)
                .OrderByDescending(alert => alert.CreatedAt).ThenByDescending(alert => alert.Id, StringComparer.Ordinal),
        ];

        return query.Page("alerts", sorted, alert => alert.Id, AlertDocument.Of);
    }

    /// <param name="request">Names an incident, an alert, or neither.</param>
    /// <param name="links">Those of which the key may see both sides, oldest first.</param>
    public static Answer OfIncidents(RecordedRequest request, IEnumerable<AlertLink> links)
    {
        var query = new ListQuery(request, MaxPageSize, defaultPageSize: null);
        var incident = query.Value("incident_id");
        var alert = query.Value("alert_id");
        List<AlertLink> matching =
        [
            .. links.Where(link =>
                (incident.Length == 0 || link.Incident.Id == incident) && (alert.Length == 0 || link.Alert.Id == alert)),
        ];

        return query.Page("incident_alerts", matching, link => link.Id, link => new JsonObject
        {
            ["id"] = link.Id,
            ["alert"] = AlertDocument.Slim(link.Alert),
            ["incident"] = SlimIncidentDocument.Of(link.Incident),
        });
    }
}

/// <summary>An alert that is attached to an incident.</summary>
/// <param name="Id">The link's own.</param>
/// <param name="Alert">As it is now.</param>
/// <param name="Incident">As it is now.</param>
internal sealed record AlertLink(string Id, SimulatedAlert Alert, SimulatedIncident Incident);
