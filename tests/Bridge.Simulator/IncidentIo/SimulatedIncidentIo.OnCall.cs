using System.Collections.Immutable;
using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo.OnCall;

namespace Bridge.Simulator.IncidentIo;

/// <summary>
/// Alerts, escalations, schedules, maintenance windows and status pages, under the same key and the same rate limit as incidents.
/// </summary>
public sealed partial class SimulatedIncidentIo
{
    private readonly OnCallState _onCall = new();

    /// <summary>What the key may read beyond incidents, of <see cref="IncidentIoScope"/>. Without one, 403.</summary>
    public ImmutableHashSet<string> Scopes { get; set; } = IncidentIoScope.All;

    /// <summary>Each time that a private alert or escalation was asked for by its id: what the customer's audit log has.</summary>
    public IReadOnlyList<PrivateAccess> AuditLog
    {
        get
        {
            lock (Gate)
            {
                return [.. _onCall.AuditLog];
            }
        }
    }

    /// <summary>Makes this the alert's latest state; so do the others for what they are given.</summary>
    public void Put(SimulatedAlert alert) => Put(_onCall.Alerts, alert.Id, alert);

    /// <inheritdoc cref="Put(SimulatedAlert)"/>
    public void Put(SimulatedAlertSource source) => Put(_onCall.Sources, source.Id, source);

    /// <inheritdoc cref="Put(SimulatedAlert)"/>
    public void Put(SimulatedEscalation escalation) => Put(_onCall.Escalations, escalation.Id, escalation);

    /// <inheritdoc cref="Put(SimulatedAlert)"/>
    public void Put(SimulatedEscalationPath path) => Put(_onCall.Paths, path.Id, path);

    /// <inheritdoc cref="Put(SimulatedAlert)"/>
    public void Put(SimulatedMaintenanceWindow window) => Put(_onCall.Windows, window.Id, window);

    /// <inheritdoc cref="Put(SimulatedAlert)"/>
    public void Put(SimulatedSchedule schedule) => Put(_onCall.Schedules, schedule.Id, schedule);

    /// <inheritdoc cref="Put(SimulatedAlert)"/>
    public void Put(SimulatedStatusPageIncident incident) => Put(_onCall.StatusPageIncidents, incident.Id, incident);

    /// <summary>Names a component of every status page.</summary>
    public void NameComponent(string id, string name) => Put(_onCall.Components, id, name);

    /// <summary>Attaches an alert to an incident, by hand or by a route. No webhook says so, and neither of them changes.</summary>
    public void Attach(SimulatedAlert alert, SimulatedIncident incident)
    {
        lock (Gate)
        {
            _onCall.Attach(alert.Id, incident.Id);
        }
    }

    /// <summary>Undoes <see cref="Attach"/>.</summary>
    public void Detach(SimulatedAlert alert, SimulatedIncident incident)
    {
        lock (Gate)
        {
            _onCall.Detach(alert.Id, incident.Id);
        }
    }

    /// <summary>How often an endpoint was asked, whatever came of it.</summary>
    /// <param name="path">For example <c>/v2/alerts</c> for the list, or <c>/v2/alerts/{id}</c> for any one of them.</param>
    public int RequestsTo(string path)
    {
        const string AnyId = "{id}";
        return Requests.Count(request => path.EndsWith(AnyId, StringComparison.Ordinal)
            ? request.Path.StartsWith(path[..^AnyId.Length], StringComparison.Ordinal)
            : request.Path == path);
    }

    private void Put<T>(Dictionary<string, T> table, string id, T latest)
    {
        lock (Gate)
        {
            table[id] = latest;
        }
    }

    private Answer? OnCall(RecordedRequest request) =>
        new OnCallApi(_onCall, _incidents, Scopes, HasGlobalAccess, Time.GetUtcNow(), Url).Serve(request);
}
