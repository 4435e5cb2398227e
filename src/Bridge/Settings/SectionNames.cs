namespace Bridge.Settings;

/// <summary>The sections that settings are divided into. Each is read by the room that it is about.</summary>
internal static class SectionNames
{
    public const string IncidentIo = "IncidentIo";
    public const string Grafana = "Grafana";
    public const string Annotations = "Annotations";
    public const string Routes = "Routes";
    public const string Reconciliation = "Reconciliation";
    public const string Storage = "Storage";
    public const string Server = "Server";
    public const string Secrets = "Secrets";
    public const string Logging = "Logging";
    public const string Config = "Config";
}
