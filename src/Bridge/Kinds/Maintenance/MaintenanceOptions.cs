using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Settings;
using Bridge.Subjects;
using Bridge.Vocabulary;
using Refit;

namespace Bridge.Kinds.Maintenance;

/// <summary>Which maintenance windows are shown.</summary>
internal sealed record MaintenanceOptions() : KindOptions(SubjectKind.Maintenance)
{
    public const string NeededScope = "maintenance_windows.view";

    public ShownMaintenance Show { get; init; }

    public override bool IsOn => Show != ShownMaintenance.None;

    public override bool IsPolled => true;

    public override string Scope => NeededScope;

    public static MaintenanceOptions Read(SettingsSection section) => new() { Show = section.Choice("Show", ShownMaintenance.None) };

    public override void AddTo(IServiceCollection services, IncidentIoOptions incidentIo, Func<IServiceProvider, AnnotationOptions> annotations)
    {
        services.AddRefitGeneratedClient<IMaintenanceApi>().AsksIncidentIo(incidentIo);
        services.AddSingleton<MaintenanceSource>();
        services.AddSingleton<ISubjectSource>(provider => provider.GetRequiredService<MaintenanceSource>());
        services.AddSingleton<ISubjectListing>(provider => provider.GetRequiredService<MaintenanceSource>());
        services.AddSingleton<IProjection>(provider => new MaintenanceProjection(this, () => annotations(provider)));
    }
}

/// <summary>Which maintenance windows are shown.</summary>
internal enum ShownMaintenance
{
    None,

    /// <summary>Every one.</summary>
    All,
}
