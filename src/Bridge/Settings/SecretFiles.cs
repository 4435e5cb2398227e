namespace Bridge.Settings;

/// <summary>
/// The files below <see cref="SecretsOptions.Directory"/> as configuration. They are read by <see cref="SecretFilesWatch"/> again and again,
/// by their contents: a file counts whatever its times say, and Kubernetes replaces all of them by moving one link.
/// </summary>
internal sealed class SecretFiles(string directory) : ConfigurationProvider
{
    private volatile SecretScan? _current;
    private volatile SecretScan? _last;

    /// <summary>What is wrong with what lay there last; what is in force is from before that.</summary>
    public IReadOnlyList<SettingFault> Faults => _last?.Faults ?? [];

    /// <summary>What could not be read of what is in force: only at the start, which it ends.</summary>
    public IReadOnlyList<SettingFault> FaultsInForce => _current?.Faults ?? [];

    /// <summary>Files that are no settings of ours.</summary>
    public IReadOnlyList<string> Ignored => _last?.Ignored ?? [];

    /// <summary>The files of a configuration; null when it has no secrets directory.</summary>
    public static SecretFiles? Of(IConfiguration configuration) =>
        (configuration as IConfigurationRoot)?.Providers.OfType<SecretFiles>().SingleOrDefault();

    public override void Load()
    {
        var scan = SecretScan.Read(directory);
        _last = scan;
        if (scan.Faults.Count == 0 || _current is null)
        {
            _current = scan;
            Data = new Dictionary<string, string?>(scan.Values, StringComparer.OrdinalIgnoreCase);
        }
    }

    /// <summary>Reads the files, and has everybody read their settings again if one has changed. A fault leaves all as it was.</summary>
    public void Refresh()
    {
        var before = _current;
        Load();
        if (!ReferenceEquals(before, _current) && before?.HasValuesOf(_current!) != true)
        {
            OnReload();
        }
    }
}

internal static class SecretFilesConfiguration
{
    /// <summary>Adds the files of the directory that the configuration so far names, if there is one.</summary>
    public static void AddSecretFiles(this IConfigurationManager configuration)
    {
        var directory = configuration[$"{SecretsOptions.SectionName}:{nameof(SecretsOptions.Directory)}"]?.Trim();
        if (Directory.Exists(directory))
        {
            configuration.Add(new Source(Path.GetFullPath(directory)));
        }

        // Else the check of the settings says so, together with all other faults.
    }

    private sealed class Source(string directory) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new SecretFiles(directory);
    }
}
