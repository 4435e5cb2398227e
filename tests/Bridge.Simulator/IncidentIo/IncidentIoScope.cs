using System.Collections.Immutable;

namespace Bridge.Simulator.IncidentIo;

/// <summary>What an API key may read, as the API's own document names it. Which role has which of them is not published.</summary>
public static class IncidentIoScope
{
    public const string Alerts = "alerts.view";
    public const string AlertSources = "alert_sources.view";
    public const string Escalations = "escalations.view";
    public const string EscalationPaths = "escalation_paths.view";
    public const string Schedules = "schedules.view";
    public const string MaintenanceWindows = "maintenance_windows.view";

    public static ImmutableHashSet<string> All { get; } =
        [Alerts, AlertSources, Escalations, EscalationPaths, Schedules, MaintenanceWindows];
}
