namespace Bridge.Settings;

/// <summary>Where the configuration file lies. Nothing but the environment and <c>--config</c>, which sets that, can say so.</summary>
internal static class ConfigOptions
{
    public const string SectionName = SectionNames.Config;

    public const string FileKey = "File";

    /// <summary>What <c>--config</c> stands for.</summary>
    public const string FileVariable = $"{SectionName}__{FileKey}";

    /// <summary>The path as it was written; none without a file.</summary>
    public static string? FileOf(IConfiguration configuration) =>
        configuration[$"{SectionName}:{FileKey}"]?.Trim() is { Length: > 0 } file ? file : null;

    /// <summary>What is wrong with the file itself is told by whoever reads it.</summary>
    public static void Check(SettingsSection section)
    {
        _ = section.OptionalText(FileKey);
        section.RejectUnknownKeys();
    }
}
