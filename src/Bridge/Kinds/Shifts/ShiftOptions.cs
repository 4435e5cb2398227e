using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Settings;
using Bridge.Subjects;
using Bridge.Vocabulary;
using Refit;

namespace Bridge.Kinds.Shifts;

/// <summary>Which handovers are shown.</summary>
internal sealed record ShiftOptions() : KindOptions(SubjectKind.Shift)
{
    /// <summary>The schedules whose handovers are shown, by name or id, each with the setting that names it; none for no handovers.</summary>
    public IReadOnlyList<(string Setting, string Schedule)> Schedules { get; init; } = [];

    /// <summary>Whether the names of those who come on call are shown.</summary>
    public ShownPeople People { get; init; }

    public override string Switch => "Schedules";

    public override bool IsOn => Schedules.Count > 0;

    public override string Scope => "schedules.view";

    public override bool IsPolled => true;

    /// <summary>Its webhooks do not tell of all that changes.</summary>
    public override bool NeedsLists => true;

    /// <summary>It names a schedule, and not which of its shifts began: all that may have are looked at.</summary>
    public override IReadOnlyList<SubjectEvent> Events { get; } =
        [new("schedule.shift_change_v1", SubjectKind.Shift, ["schedule", "id"], Visibility.Public)];

    public static ShiftOptions Read(SettingsSection section)
    {
        var entries = section.Entries("Schedules");
        foreach (var (key, _) in entries.Where(entry => entry.Value == "*"))
        {
            section.Fault(key, "is no schedule's name: each schedule has to be named, there is no wildcard.");
        }

        return new ShiftOptions
        {
            Schedules = [.. entries.Select(entry => ($"{section.Path}:{entry.Key}", entry.Value))],
            People = section.Choice("People", ShownPeople.Hide),
        };
    }

    public bool Shows(Schedule schedule) => Schedules.Any(entry => Names(entry.Schedule, schedule));

    /// <summary>Whether what stands in settings is this schedule's id, or its name in any case.</summary>
    public static bool Names(string text, Schedule schedule) => text == schedule.Id || text.Equals(schedule.Name, StringComparison.OrdinalIgnoreCase);

    public override void AddTo(IServiceCollection services, IncidentIoOptions incidentIo, Func<IServiceProvider, AnnotationOptions> annotations)
    {
        services.AddRefitGeneratedClient<IScheduleApi>().AsksIncidentIo(incidentIo);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ShiftSource>(provider, this, incidentIo.ResyncInterval));
        services.AddSingleton<ISubjectSource>(provider => provider.GetRequiredService<ShiftSource>());
        services.AddSingleton<ISubjectListing>(provider => provider.GetRequiredService<ShiftSource>());
        services.AddSingleton<IProjection>(provider => new ShiftProjection(this, () => annotations(provider)));
    }
}

/// <summary>Whether people are named.</summary>
internal enum ShownPeople
{
    Hide,

    /// <summary>By name alone: never an address, nor who they are in a chat.</summary>
    Show,
}
