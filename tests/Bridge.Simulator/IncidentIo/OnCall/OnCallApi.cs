using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>Answers one request about alerts, escalations, schedules, maintenance windows or status pages.</summary>
/// <param name="state">What there is.</param>
/// <param name="incidents">All of them.</param>
/// <param name="scopes">What the key may read.</param>
/// <param name="seesPrivate">
/// Whether the key may see private alerts, escalations and incidents. Without that, a public alert or escalation says nothing of private
/// ones, which is not documented.
/// </param>
/// <param name="now">The time of the request.</param>
/// <param name="api">Where the stand-in listens.</param>
internal sealed class OnCallApi(
    OnCallState state,
    IReadOnlyDictionary<string, SimulatedIncident> incidents,
    IReadOnlySet<string> scopes,
    bool seesPrivate,
    DateTimeOffset now,
    Uri api)
{
    private static readonly Dictionary<string, string> ScopeOf = new()
    {
        ["/v2/alerts"] = IncidentIoScope.Alerts,
        ["/v2/incident_alerts"] = IncidentIoScope.Alerts,
        ["/v2/alert_sources"] = IncidentIoScope.AlertSources,
        ["/v2/escalations"] = IncidentIoScope.Escalations,
        ["/v2/escalation_paths"] = IncidentIoScope.EscalationPaths,
        ["/v2/schedules"] = IncidentIoScope.Schedules,
        ["/v2/schedule_entries"] = IncidentIoScope.Schedules,
        ["/v1/maintenance_windows"] = IncidentIoScope.MaintenanceWindows,
    };

    /// <returns>Null for a path that is not among these.</returns>
    public Answer? Serve(RecordedRequest request)
    {
        var parts = request.Path.Split('/');
        var collection = string.Join('/', parts.Take(3));
        if (parts.Length > 4 || !Serves(collection))
        {
            return null;
        }

        if (ScopeOf.TryGetValue(collection, out var scope) && !scopes.Contains(scope))
        {
            return IncidentIoError.Forbidden(scope);
        }

        return parts.Length == 4 ? One(collection, parts[3]) : List(collection, request);
    }

    private static bool Serves(string collection) => ScopeOf.ContainsKey(collection) || collection is "/v2/status_page_incidents" or "/v2/status_pages" or "/v2/status_page_structures";

    private Answer? List(string collection, RecordedRequest request) => collection switch
    {
        "/v2/alerts" => AlertList.Page(request, state.Alerts.Values.Where(alert => seesPrivate || !alert.IsPrivate)),
        "/v2/incident_alerts" => AlertList.OfIncidents(
            request, state.Links(incidents).Where(link => seesPrivate || !(link.Alert.IsPrivate || link.Incident.IsPrivate))),
        "/v2/alert_sources" => AlertSourceDocument.List(state.Sources.Values),
        "/v2/escalations" => EscalationList.Page(
            request,
            state.Escalations.Values.Where(escalation => seesPrivate || !escalation.IsPrivate).Select(AsItIsNow),
            state.IncidentsOf()),
        "/v2/escalation_paths" => EscalationPathList.Page(request, state.Paths.Values),
        "/v2/schedules" => ScheduleDocument.Page(request, state.Schedules.Values, now),
        "/v2/schedule_entries" => ShiftList.Page(request, id => state.Schedules.GetValueOrDefault(id), now, api),
        "/v1/maintenance_windows" => MaintenanceWindowList.Page(request, state.Windows.Values, now),
        "/v2/status_page_incidents" => StatusPageDocument.Page(request, state.StatusPageIncidents.Values),
        "/v2/status_pages" => StatusPageDocument.Pages(request, state.StatusPageIncidents.Values),
        _ => null,
    };

    private Answer? One(string collection, string id) => collection switch
    {
        "/v2/alerts" => Shown(
            "alert", state.Alerts.GetValueOrDefault(id), AlertDocument.Of, alert => Sees("alert", id, alert.IsPrivate)),
        "/v2/escalations" => Shown(
            "escalation",
            state.Escalations.GetValueOrDefault(id),
            escalation => EscalationDocument.Of(AsItIsNow(escalation)),
            escalation => Sees("escalation", id, escalation.IsPrivate)),
        "/v2/alert_sources" => Shown("alert_source", state.Sources.GetValueOrDefault(id), AlertSourceDocument.Of),
        "/v2/schedules" => Shown("schedule", state.Schedules.GetValueOrDefault(id), schedule => ScheduleDocument.Of(schedule, now)),
        "/v2/status_page_incidents" => Shown(
            "status_page_incident", state.StatusPageIncidents.GetValueOrDefault(id), StatusPageDocument.Of),
        "/v2/status_page_structures" => Answer.Json(200, StatusPageDocument.Structure(state.Components)),
        _ => null,
    };

    private static Answer Shown<T>(string member, T? found, Func<T, JsonObject> document, Func<T, bool>? sees = null)
        where T : class =>
        found is not null && sees?.Invoke(found) != false
            ? Answer.Json(200, new JsonObject { [member] = document(found) })
            : IncidentIoError.NotFound(char.ToUpperInvariant(member[0]) + member[1..].Replace('_', ' '));

    private bool Sees(string kind, string id, bool isPrivate)
    {
        if (isPrivate)
        {
            state.AuditLog.Add(new PrivateAccess($"private_{kind}.access_attempted.1", id, seesPrivate));
        }

        return seesPrivate || !isPrivate;
    }

    /// <summary>With the alerts and incidents that it is about as they are by now, as far as the key may see them.</summary>
    private SimulatedEscalation AsItIsNow(SimulatedEscalation escalation) => escalation with
    {
        RelatedAlerts =
        [
            .. escalation.RelatedAlerts.Select(alert => state.Alerts.GetValueOrDefault(alert.Id, alert))
                .Where(alert => seesPrivate || !alert.IsPrivate),
        ],
        RelatedIncidents =
        [
            .. escalation.RelatedIncidents.Select(incident => incidents.GetValueOrDefault(incident.Id, incident))
                .Where(incident => seesPrivate || !incident.IsPrivate),
        ],
    };
}
