namespace Bridge.Settings;

/// <summary>Where settings may lie as files, one per setting, named like <c>Grafana__main__Token</c>.</summary>
internal sealed record SecretsOptions
{
    public const string SectionName = SectionNames.Secrets;

    /// <summary>A directory of files that hold settings, read again when they change. Default: none.</summary>
    public string? Directory { get; init; }

    public static SecretsOptions Read(SettingsSection section)
    {
        var options = new SecretsOptions { Directory = section.OptionalText("Directory") };
        if (options.Directory is not null && !System.IO.Directory.Exists(options.Directory))
        {
            section.Fault("Directory", "does not exist, or the bridge may not read it.");
        }

        section.RejectUnknownKeys();
        return options;
    }
}
