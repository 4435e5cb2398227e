using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;

namespace Bridge.Simulator.Processes;

/// <summary>Settings of the bridge as environment variables.</summary>
public static class BridgeEnvironment
{
    /// <summary>What in our own environment would be a setting of the bridge too; none of it is passed on.</summary>
    internal static readonly string[] Prefixes =
    [
        "IncidentIo__", "Grafana__", "Annotations__", "Routes__", "Reconciliation__", "Storage__", "Server__", "Secrets__", "Logging__", "Config__",
        "Escalations__", "Alerts__", "MaintenanceWindows__", "StatusPage__", "Shifts__",
        "ASPNETCORE_", "DOTNET_ENVIRONMENT", "Kestrel__",
    ];

    /// <summary>A bridge between the stand-ins, with one Grafana called <c>main</c>. Add or replace what a test needs otherwise.</summary>
    /// <param name="incidentIo">Where it fetches.</param>
    /// <param name="grafana">Where it posts.</param>
    /// <param name="signingSecret">Of its webhook endpoint.</param>
    /// <param name="database">The SQLite file; it survives restarts.</param>
    public static Dictionary<string, string> Between(
        SimulatedIncidentIo incidentIo, SimulatedGrafana grafana, string signingSecret, string database) =>
        Between(incidentIo, grafana.Url, grafana.EditorToken, signingSecret, database);

    /// <summary>The same with any Grafana.</summary>
    public static Dictionary<string, string> Between(
        SimulatedIncidentIo incidentIo, Uri grafanaUrl, string grafanaToken, string signingSecret, string database) =>
        Between(incidentIo.Url, incidentIo.ApiKey, grafanaUrl, grafanaToken, signingSecret, database);

    /// <summary>The same between any two.</summary>
    public static Dictionary<string, string> Between(
        Uri incidentIoUrl, string apiKey, Uri grafanaUrl, string grafanaToken, string signingSecret, string database) => new()
        {
            ["IncidentIo__ApiUrl"] = incidentIoUrl.ToString(),
            ["IncidentIo__ApiKey"] = apiKey,
            ["IncidentIo__SigningSecrets__0"] = signingSecret,
            ["Grafana__main__Url"] = grafanaUrl.ToString(),
            ["Grafana__main__Token"] = grafanaToken,
            ["Storage__Path"] = database,
            ["Server__Address"] = "127.0.0.1",
            ["Server__WebhookPort"] = "0",
            ["Server__ManagementPort"] = "0",
        };
}
