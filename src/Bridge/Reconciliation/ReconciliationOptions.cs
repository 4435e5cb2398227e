using Bridge.Settings;

namespace Bridge.Reconciliation;

/// <summary>How fast, and how many incidents at once, are brought to their latest state.</summary>
internal sealed record ReconciliationOptions
{
    public const string SectionName = SectionNames.Reconciliation;

    /// <summary>An incident is fetched at most once in this time, however many webhooks announce it.</summary>
    public TimeSpan MinInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Incidents worked on at once. More than a Grafana's requests at once, since an incident waits for the store, too.</summary>
    public int MaxConcurrency { get; init; } = 16;

    public static ReconciliationOptions Read(SettingsSection section)
    {
        var defaults = new ReconciliationOptions();
        var options = new ReconciliationOptions
        {
            MinInterval = section.Duration("MinInterval", defaults.MinInterval, TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            MaxConcurrency = section.Integer("MaxConcurrency", defaults.MaxConcurrency, 1, 256),
        };
        section.RejectUnknownKeys();
        return options;
    }
}
