using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Settings;
using Bridge.Subjects;
using Bridge.Vocabulary;
using Refit;

namespace Bridge.Kinds.Alerts;

/// <summary>Which alerts are shown.</summary>
internal sealed record AlertOptions() : KindOptions(SubjectKind.Alert)
{
    /// <summary>A day has more alerts at most than anybody can see in a graph.</summary>
    private const int LargestDay = 100_000;

    public ShownAlerts Show { get; init; }

    /// <summary>Sources by name or id, one of which the alert must come from; none for any.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Priorities, one of which it must have; none for any.</summary>
    public IReadOnlyList<string> Priorities { get; init; } = [];

    /// <summary>Attributes, every one of which must have one of its values.</summary>
    public IReadOnlyList<AlertAttribute> Attributes { get; init; } = [];

    /// <summary>What fires for a shorter time is not shown.</summary>
    public TimeSpan MinDuration { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>What fires again within this time after its resolve prolongs what is shown; zero for never.</summary>
    public TimeSpan Merge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many are shown of those that began on one day, in UTC.</summary>
    public int MaxPerDay { get; init; } = 500;

    public override bool IsOn => Show != ShownAlerts.None;

    /// <summary>Those of incidents are read when their incidents are.</summary>
    public override string Scope => "alerts.view";

    public override bool IsPolled => Show == ShownAlerts.Matching;

    public override IReadOnlyList<SubjectEvent> Events => Show == ShownAlerts.Matching ? AlertEvents.All : [];

    public static AlertOptions Read(SettingsSection section)
    {
        var defaults = new AlertOptions();
        var options = new AlertOptions
        {
            Show = section.Choice("Show", defaults.Show),
            Sources = Values(section, "Sources"),
            Priorities = Values(section, "Priorities"),
            Attributes = [.. section.Sections("Attributes").Select(ReadAttribute)],
            MinDuration = section.Duration("MinDuration", defaults.MinDuration, TimeSpan.Zero, TimeSpan.FromDays(1)),
            Merge = section.Duration("Merge", defaults.Merge, TimeSpan.Zero, TimeSpan.FromHours(1)),
            MaxPerDay = section.Integer("MaxPerDay", defaults.MaxPerDay, 1, LargestDay),
        };
        if (options.Show == ShownAlerts.Attached)
        {
            RejectFilters(section, options);
        }

        return options;
    }

    public override IReadOnlyList<IOptionalList> OptionalLists(IServiceProvider services) =>
        [services.GetRequiredService<AlertSources>()];

    public override void AddTo(IServiceCollection services, IncidentIoOptions incidentIo, Func<IServiceProvider, AnnotationOptions> annotations)
    {
        services.AddRefitGeneratedClient<IAlertApi>().AsksIncidentIo(incidentIo);
        services.AddSingleton(this);
        services.AddSingleton<AlertLinks>();
        services.AddSingleton<AlertAttachments>();
        services.AddSingleton<AlertFirings>();
        services.AddSingleton<AlertCap>();
        services.AddSingleton<AlertSource>();
        services.AddSingleton<ISubjectSource>(provider => provider.GetRequiredService<AlertSource>());
        services.AddSingleton<IProjection>(provider => new AlertProjection(this, () => annotations(provider)));
        if (Show == ShownAlerts.Matching)
        {
            services.AddSingleton<ISubjectListing, AlertListing>();
        }

        if (IsOn)
        {
            // What is shown for its own sake is private too when an incident that it is attached to turns private.
            services.AddSingleton<IFollowers>(provider => provider.GetRequiredService<AlertAttachments>());
        }
    }

    private static AlertAttribute ReadAttribute(SettingsSection section)
    {
        var attribute = new AlertAttribute(section.OptionalText("Name") ?? "", Values(section, "Value"));
        if (attribute.Name.Length == 0)
        {
            section.Fault("Name", "is required: the name of an attribute of alerts.");
        }

        if (attribute.Values.Count == 0)
        {
            section.Fault("Value", "is required: what the attribute has to say.");
        }

        section.RejectUnknownKeys();
        return attribute;
    }

    private static List<string> Values(SettingsSection section, string key) => [.. section.OneOrMore(key).Select(entry => entry.Value)];

    private static void RejectFilters(SettingsSection section, AlertOptions options)
    {
        (string Key, int Count)[] filters =
            [("Sources", options.Sources.Count), ("Priorities", options.Priorities.Count), ("Attributes", options.Attributes.Count)];
        foreach (var (key, _) in filters.Where(filter => filter.Count > 0))
        {
            section.Fault(key, "has no effect with Alerts:Show at attached, which shows every alert of an incident; set Alerts:Show to matching, or take it away.");
        }
    }
}

/// <summary>Which alerts are shown.</summary>
internal enum ShownAlerts
{
    None,

    /// <summary>Those of incidents that a route shows.</summary>
    Attached,

    /// <summary>Those that the other settings let through, whether or not they are of an incident.</summary>
    Matching,
}
