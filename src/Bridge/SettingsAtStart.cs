using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Settings;
using Bridge.Store;

namespace Bridge;

/// <summary>The settings that are taken once, at the start, to tell of those that have changed since.</summary>
internal sealed class SettingsAtStart(IConfiguration configuration)
{
    /// <summary>What is read again while the bridge runs. A star stands for one name; all below counts too.</summary>
    private static readonly string[][] Live =
    [
        [AnnotationOptions.SectionName],
        [AnnotationRoutes.SectionName],
        [IncidentIoOptions.SectionName, nameof(IncidentIoOptions.ApiKey)],
        [IncidentIoOptions.SectionName, nameof(IncidentIoOptions.SigningSecrets)],
        [GrafanaOptions.SectionName, "*", nameof(GrafanaOptions.Token)],
        [GrafanaOptions.SectionName, "*", nameof(GrafanaOptions.User)],
        [GrafanaOptions.SectionName, "*", nameof(GrafanaOptions.Password)],
        [GrafanaOptions.SectionName, "*", nameof(GrafanaOptions.DashboardsToken)],
        [GrafanaOptions.SectionName, "*", nameof(GrafanaOptions.Headers)],
        [StorageOptions.SectionName, nameof(StorageOptions.ConnectionString)],
        [StorageOptions.SectionName, nameof(StorageOptions.User)],
        [StorageOptions.SectionName, nameof(StorageOptions.Password)],
        [LoggingOptions.SectionName, "LogLevel"],
    ];

    /// <summary>Loops keep time by these.</summary>
    private static readonly string[][] NotLive =
    [
        [AnnotationOptions.SectionName, nameof(AnnotationOptions.DriftInterval)],
        [AnnotationOptions.SectionName, nameof(AnnotationOptions.OpenEndInterval)],
    ];

    private readonly Dictionary<string, string> _values = Read(configuration);

    /// <summary>Settings that have changed since, in the order of their names.</summary>
    public IReadOnlyList<string> Changed()
    {
        var now = Read(configuration);
        return [.. _values.Keys.Union(now.Keys, StringComparer.OrdinalIgnoreCase).Where(key => _values.GetValueOrDefault(key) != now.GetValueOrDefault(key)).Order(StringComparer.OrdinalIgnoreCase)];
    }

    private static Dictionary<string, string> Read(IConfiguration configuration) => configuration.AsEnumerable()
        .Where(setting => !string.IsNullOrWhiteSpace(setting.Value))
        .Select(setting => (setting.Key, Parts: setting.Key.Split(':'), Value: setting.Value!.Trim()))
        .Where(setting => UnknownSections.Knows(setting.Parts[0]))
        .Where(setting => !Live.Any(live => Begins(setting.Parts, live)) || NotLive.Any(other => Begins(setting.Parts, other)))
        .ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase);

    private static bool Begins(string[] key, string[] beginning) =>
        key.Length >= beginning.Length && beginning.Zip(key).All(part => part.First == "*" || part.First.Equals(part.Second, StringComparison.OrdinalIgnoreCase));
}
