using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Kinds.Alerts;
using Bridge.Kinds.Escalations;
using Bridge.Kinds.Maintenance;
using Bridge.Kinds.Shifts;
using Bridge.Kinds.StatusPages;
using Bridge.Settings;
using Bridge.Vocabulary;
using Refit;

namespace Bridge.Kinds;

/// <summary>The kinds beside incidents. A new one is a folder, a member of <see cref="SubjectKind"/>, and a line here.</summary>
internal static class KindCatalog
{
    private static readonly Func<SettingsSection, KindOptions>[] Readers =
    [
        EscalationOptions.Read,
        AlertOptions.Read,
        MaintenanceOptions.Read,
        StatusPageOptions.Read,
        ShiftOptions.Read,
    ];

    /// <summary>What settings say of each.</summary>
    /// <param name="section">The section of settings with a name.</param>
    /// <param name="isPolling">Whether changes are listed; without that nothing is ever found of a kind that no webhook tells of.</param>
    public static IReadOnlyList<KindOptions> ReadAll(Func<string, SettingsSection> section, bool isPolling)
    {
        var all = new List<KindOptions>();
        foreach (var (read, kind) in Readers.Zip(SubjectKinds.All.Where(kind => SubjectKinds.SectionOf(kind) is not null)))
        {
            var own = section(SubjectKinds.SectionOf(kind)!);
            var options = read(own);
            own.RejectUnknownKeys();
            if (options is { IsOn: true, NeedsLists: true } && !isPolling)
            {
                own.Fault(options.Switch, "needs IncidentIo:ResyncInterval, which is 00:00:00: no webhook tells of all their changes, so that they are listed.");
            }

            all.Add(options);
        }

        return all;
    }

    /// <summary>Adds them all, and what several of them read.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="kinds">What settings say of each.</param>
    /// <param name="incidentIo">How incident.io is reached.</param>
    /// <param name="annotations">The operator's wishes for all kinds at any time.</param>
    public static void AddKinds(
        this IServiceCollection services,
        IReadOnlyList<KindOptions> kinds,
        IncidentIoOptions incidentIo,
        Func<IServiceProvider, AnnotationOptions> annotations)
    {
        services.AddRefitGeneratedClient<IAlertSourceApi>().AsksIncidentIo(incidentIo);
        services.AddSingleton<AlertSources>();
        foreach (var kind in kinds)
        {
            kind.AddTo(services, incidentIo, annotations);
        }
    }
}
