using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Kinds;
using Bridge.Reconciliation;
using Bridge.Settings;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge;

/// <summary>Every setting of the bridge, read and checked at once. <c>docs/configuration.md</c> describes each for operators.</summary>
internal sealed record BridgeSettings(
    IncidentIoOptions IncidentIo,
    IReadOnlyList<GrafanaOptions> Grafana,
    AnnotationOptions Annotations,
    IReadOnlyList<AnnotationRoute> Routes,
    ReconciliationOptions Reconciliation,
    StorageOptions Storage,
    ServerOptions Server,
    SecretsOptions Secrets,
    TracingOptions Tracing,
    LoggingOptions Logging)
{
    /// <summary>What is shown beside incidents: nothing, unless it is asked for.</summary>
    public IReadOnlyList<KindOptions> Kinds { get; init; } = [];

    /// <summary>What deliveries depend on.</summary>
    /// <param name="inForce">The settings at any time, from which annotations and routes are taken; these when it is not given.</param>
    public DeliverySettings ForDeliveries(Func<BridgeSettings>? inForce = null)
    {
        inForce ??= () => this;
        return new DeliverySettings(IncidentIo.ResyncInterval, GrafanaNames(), Reconciliation, () => inForce().Annotations, () => inForce().Routes)
        {
            Webhooks = IncidentIo.Webhooks,
        };
    }

    /// <summary>The kinds beside incidents that are listed once in a while.</summary>
    public IReadOnlyList<SubjectKind> PolledKinds() => [.. Kinds.Where(kind => kind is { IsOn: true, IsPolled: true }).Select(kind => kind.Kind)];

    /// <summary>The webhooks that tell of the kinds beside incidents that are shown.</summary>
    public IReadOnlyList<SubjectEvent> KindEvents() => [.. Kinds.Where(kind => kind.IsOn).SelectMany(kind => kind.Events)];

    public IReadOnlyList<string> GrafanaNames() => [.. Grafana.Select(grafana => grafana.Name)];

    /// <exception cref="InvalidSettingsException">Some settings are missing, unknown or unusable; it lists all of them.</exception>
    public static BridgeSettings Read(IConfiguration configuration)
    {
        var file = ConfigFile.Of(configuration);
        if (file is { Faults.Count: > 0 })
        {
            // What it does not set for that reason is no fault of its own.
            throw new InvalidSettingsException(file.Faults);
        }

        var faults = new List<SettingFault>();
        var incidentIo = IncidentIoOptions.Read(Section(IncidentIoOptions.SectionName));
        var grafanas = GrafanaOptions.ReadAll(Section(GrafanaOptions.SectionName));
        var annotations = AnnotationOptions.Read(Section(AnnotationOptions.SectionName));
        var settings = new BridgeSettings(
            incidentIo,
            grafanas,
            annotations,
            AnnotationRoutes.ReadAll(Section(AnnotationRoutes.SectionName), annotations, [.. grafanas.Select(grafana => grafana.Name)]),
            ReconciliationOptions.Read(Section(ReconciliationOptions.SectionName)),
            StorageOptions.Read(Section(StorageOptions.SectionName)),
            ServerOptions.Read(Section(ServerOptions.SectionName)),
            SecretsOptions.Read(Section(SecretsOptions.SectionName)),
            TracingOptions.Read(new SettingsSection(configuration, path: "", faults)),
            LoggingOptions.Read(Section(LoggingOptions.SectionName)))
        {
            Kinds = KindCatalog.ReadAll(Section, isPolling: incidentIo.ResyncInterval > TimeSpan.Zero),
        };
        ConfigOptions.Check(Section(ConfigOptions.SectionName));
        if (incidentIo.Webhooks && settings.Server.WebhookPort == settings.Server.ManagementPort && settings.Server.WebhookPort != 0)
        {
            Section(ServerOptions.SectionName).Fault("ManagementPort", "is the webhook port too; the two must differ, so that a firewall can tell them apart.");
        }

        faults.AddRange(UnknownSections.In(configuration));
        faults.AddRange(SecretFiles.Of(configuration)?.FaultsInForce ?? []);

        return faults.Count == 0 ? settings
            : throw new InvalidSettingsException([.. faults.Select(fault => file?.Locate(fault, (IConfigurationRoot)configuration) ?? fault)]);

        SettingsSection Section(string name) => new(configuration.GetSection(name), name, faults);
    }
}
