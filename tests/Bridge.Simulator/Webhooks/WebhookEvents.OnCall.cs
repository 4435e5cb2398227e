using System.Text.Json.Nodes;
using Bridge.Simulator.IncidentIo.OnCall;

namespace Bridge.Simulator.Webhooks;

/// <summary>
/// The events of alerts, escalations, schedules and status pages. Those of schedules and status pages have no private variant, and an alert
/// has no event of a change but its end.
/// </summary>
public static partial class WebhookEvents
{
    public static string Created(SimulatedAlert alert) => OfAlert(alert, "alert_created_v1");

    public static string Resolved(SimulatedAlert alert) => OfAlert(alert, "alert_resolved_v1");

    public static string Created(SimulatedEscalation escalation) => escalation.IsPrivate
        ? Private("private_escalation.escalation_created_v1", escalation.Id)
        : Envelope("public_escalation.escalation_created_v1", EscalationDocument.Of(escalation));

    /// <summary>The escalation is nested here, and nowhere else. A private one says neither its status nor who changed it.</summary>
    /// <param name="escalation">After the change.</param>
    /// <param name="previous">Its status before; null where the event does not say.</param>
    /// <param name="actor">Who changed it; null where the event does not say.</param>
    public static string StatusUpdated(SimulatedEscalation escalation, string? previous = null, SimulatedActor? actor = null)
    {
        if (escalation.IsPrivate)
        {
            return Private("private_escalation.escalation_status_updated_v1", escalation.Id);
        }

        var payload = new JsonObject { ["escalation"] = EscalationDocument.Of(escalation), ["new_status"] = escalation.Status };
        if (previous is not null)
        {
            payload["previous_status"] = previous;
        }

        if (actor is not null)
        {
            payload["actor"] = SimulatedActor.Document(actor);
        }

        return Envelope("public_escalation.escalation_status_updated_v1", payload);
    }

    public static string Created(SimulatedSchedule schedule) => Envelope("schedule.created_v1", ScheduleDocument.Slim(schedule));

    public static string Updated(SimulatedSchedule schedule) => Envelope("schedule.updated_v1", ScheduleDocument.Slim(schedule));

    public static string Deleted(SimulatedSchedule schedule) => Envelope("schedule.deleted_v1", ScheduleDocument.Slim(schedule));

    /// <summary>Says who, with names, addresses and Slack ids, and never when.</summary>
    /// <param name="schedule">Whose on-call changed.</param>
    /// <param name="previous">Everybody who was on call before; none where a shift begins.</param>
    /// <param name="current">Everybody who is on call after; none where a shift ends.</param>
    public static string ShiftChanged(
        SimulatedSchedule schedule, IReadOnlyList<SimulatedPerson> previous, IReadOnlyList<SimulatedPerson> current) =>
        Envelope("schedule.shift_change_v1", new JsonObject
        {
            ["schedule"] = ScheduleDocument.Slim(schedule),
            ["previous_users"] = PersonDocument.Of(previous),
            ["current_users"] = PersonDocument.Of(current),
        });

    /// <summary>The latest update of a status page's incident was published.</summary>
    public static string UpdateShared(SimulatedStatusPageIncident incident) =>
        Envelope("status_page_incident.update_shared_v1", new JsonObject
        {
            ["status_page_incident"] = StatusPageDocument.Of(incident),
            ["update"] = StatusPageDocument.Update(incident, incident.Updates[^1]),
        });

    private static string OfAlert(SimulatedAlert alert, string type) => alert.IsPrivate
        ? Private($"private_alert.{type}", alert.Id)
        : Envelope($"public_alert.{type}", AlertDocument.Of(alert));

    private static string Private(string eventType, string id) => Envelope(eventType, new JsonObject { ["id"] = id });
}
