using Bridge.Vocabulary;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Bridge.Settings;

/// <summary>
/// Finds misspelt section names. Files hold our settings only, so any other section in them is a fault. The environment is shared with
/// everything else on the machine, so there only a name with the section separator (<c>__</c>) that is one slip away from ours counts.
/// </summary>
internal static class UnknownSections
{
    private static readonly string[] Ours =
    [
        SectionNames.IncidentIo,
        SectionNames.Grafana,
        SectionNames.Annotations,
        SectionNames.Routes,
        SectionNames.Reconciliation,
        SectionNames.Storage,
        SectionNames.Server,
        SectionNames.Secrets,
        SectionNames.Logging,
        SectionNames.Config,
        .. SubjectKinds.All.Select(SubjectKinds.SectionOf).OfType<string>(),
    ];

    private static readonly string[] OfTheHost = ["AllowedHosts"];

    public static IEnumerable<SettingFault> In(IConfiguration configuration)
    {
        foreach (var section in configuration.GetChildren())
        {
            if (Knows(section.Key))
            {
                continue;
            }

            if (section.Key.Equals("Kestrel", StringComparison.OrdinalIgnoreCase))
            {
                // .NET would take it, and listen elsewhere than the bridge says.
                yield return new SettingFault(section.Key, "has no effect that the bridge could use: its ports are Server:WebhookPort and Server:ManagementPort.");
                continue;
            }

            if (HasOneUnderscore(section.Key))
            {
                var parts = section.Key.Split('_', StringSplitOptions.RemoveEmptyEntries);
                yield return new SettingFault(section.Key, $"is not a setting. Its parts stand behind two underscores: {string.Join("__", parts)}.");
                continue;
            }

            var meant = Meant(section.Key);
            if (IsSetInAFile(configuration, section.Key))
            {
                var hint = meant is null ? $"Known: {string.Join(", ", Ours)}." : $"Did you mean {meant}?";
                yield return new SettingFault(section.Key, $"is not a section of settings. {hint}");
            }
            else if (meant is not null && section.GetChildren().Any())
            {
                yield return new SettingFault(section.Key, $"is not a section of settings. Did you mean {meant}?");
            }
        }
    }

    /// <summary>Whether this is a section of settings.</summary>
    public static bool Knows(string section) => Contains(Ours, section) || Contains(OfTheHost, section);

    /// <summary>The section that is one slip away.</summary>
    public static string? Meant(string section) => Misspelling.Of(section, Ours);

    /// <summary>
    /// Whether it is one of our names whose parts stand behind one underscore: <c>Grafana_main_Token</c>. Only as we write it: others have
    /// names such as <c>GRAFANA_SERVICE_HOST</c>.
    /// </summary>
    public static bool HasOneUnderscore(string name) => Array.Exists(Ours, section => name.StartsWith(section + "_", StringComparison.Ordinal));

    private static bool Contains(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

    private static bool IsSetInAFile(IConfiguration configuration, string section) =>
        configuration is IConfigurationRoot root
        && root.Providers
            .Where(provider => provider is not EnvironmentVariablesConfigurationProvider and not ChainedConfigurationProvider)
            .Where(provider => provider is FileConfigurationProvider or SecretFiles or ConfigFile)
            .Any(provider => provider.TryGet(section, out _) || provider.GetChildKeys([], section).Any());
}
