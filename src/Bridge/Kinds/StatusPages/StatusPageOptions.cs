using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Settings;
using Bridge.Subjects;
using Bridge.Vocabulary;
using Refit;

namespace Bridge.Kinds.StatusPages;

/// <summary>Which of what customers are told is shown.</summary>
internal sealed record StatusPageOptions() : KindOptions(SubjectKind.StatusPage)
{
    public ShownStatusPages Show { get; init; }

    /// <summary>The ids of the status pages that are shown, each with the setting that names it; none for all.</summary>
    public IReadOnlyList<(string Setting, string Page)> Pages { get; init; } = [];

    public override bool IsOn => Show != ShownStatusPages.None;

    public override bool IsPolled => true;

    /// <summary>Its webhooks do not tell of all that changes.</summary>
    public override bool NeedsLists => true;

    /// <summary>It tells of an incident, which is not shown itself: its impact on each component is.</summary>
    public override IReadOnlyList<SubjectEvent> Events { get; } =
        [new("status_page_incident.update_shared_v1", SubjectKind.StatusPage, ["status_page_incident", "id"], Visibility.Public)];

    public static StatusPageOptions Read(SettingsSection section) => new()
    {
        Show = section.Choice("Show", ShownStatusPages.None),
        Pages = [.. section.Entries("Pages").Select(entry => ($"{section.Path}:{entry.Key}", entry.Value))],
    };

    public bool Shows(string page) => Pages.Count == 0 || Pages.Any(entry => entry.Page == page);

    public override void AddTo(IServiceCollection services, IncidentIoOptions incidentIo, Func<IServiceProvider, AnnotationOptions> annotations)
    {
        services.AddRefitGeneratedClient<IStatusPageApi>().AsksIncidentIo(incidentIo);
        services.AddSingleton<StatusPageComponents>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<StatusPageSource>(provider, this));
        services.AddSingleton<ISubjectSource>(provider => provider.GetRequiredService<StatusPageSource>());
        services.AddSingleton<ISubjectListing>(provider => provider.GetRequiredService<StatusPageSource>());
        services.AddSingleton<IProjection>(provider => new StatusPageProjection(this, () => annotations(provider)));
    }
}

/// <summary>What of status pages is shown.</summary>
internal enum ShownStatusPages
{
    None,

    /// <summary>Every incident of the pages that are shown.</summary>
    All,
}
