namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>Everything beyond incidents that an organization has, by id.</summary>
internal sealed class OnCallState
{
    private readonly List<(string Id, string Alert, string Incident)> _links = [];
    private int _linksEver;

    public Dictionary<string, SimulatedAlert> Alerts { get; } = [];

    public Dictionary<string, SimulatedAlertSource> Sources { get; } = new()
    {
        [SimulatedAlertSource.Grafana.Id] = SimulatedAlertSource.Grafana,
    };

    public Dictionary<string, SimulatedEscalation> Escalations { get; } = [];

    public Dictionary<string, SimulatedEscalationPath> Paths { get; } = new()
    {
        [SimulatedEscalationPath.Default.Id] = SimulatedEscalationPath.Default,
    };

    public Dictionary<string, SimulatedMaintenanceWindow> Windows { get; } = [];

    public Dictionary<string, SimulatedSchedule> Schedules { get; } = [];

    public Dictionary<string, SimulatedStatusPageIncident> StatusPageIncidents { get; } = [];

    /// <summary>The names of components, on whatever page.</summary>
    public Dictionary<string, string> Components { get; } = [];

    public List<PrivateAccess> AuditLog { get; } = [];

    /// <summary>Whatever has this id is gone. Links to it stay, and lead nowhere.</summary>
    public void Remove(string id)
    {
        Alerts.Remove(id);
        Sources.Remove(id);
        Escalations.Remove(id);
        Paths.Remove(id);
        Windows.Remove(id);
        Schedules.Remove(id);
        StatusPageIncidents.Remove(id);
    }

    public void Attach(string alert, string incident)
    {
        if (!_links.Exists(link => link.Alert == alert && link.Incident == incident))
        {
            _links.Add((IncidentDocument.IdOf("LINK", ++_linksEver), alert, incident));
        }
    }

    public void Detach(string alert, string incident) => _links.RemoveAll(link => link.Alert == alert && link.Incident == incident);

    /// <summary>The links of which both sides are there, oldest first.</summary>
    public IEnumerable<AlertLink> Links(IReadOnlyDictionary<string, SimulatedIncident> incidents) =>
        from link in _links
        where Alerts.ContainsKey(link.Alert) && incidents.ContainsKey(link.Incident)
        select new AlertLink(link.Id, Alerts[link.Alert], incidents[link.Incident]);

    /// <summary>An escalation is an incident's if it is linked to it, or if one of its alerts is attached to it.</summary>
    public Func<SimulatedEscalation, IReadOnlyCollection<string>> IncidentsOf()
    {
        var attached = _links.ToLookup(link => link.Alert, link => link.Incident);
        return escalation =>
        [
            .. escalation.RelatedIncidents.Select(incident => incident.Id),
            .. EscalationList.AlertsOf(escalation).SelectMany(alert => attached[alert]),
        ];
    }
}
