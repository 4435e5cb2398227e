namespace Bridge.Settings;

/// <summary>What lay in the secrets directory at one moment.</summary>
/// <param name="Values">The contents of the files that are settings, by the keys of those.</param>
/// <param name="Faults">What could not be read.</param>
/// <param name="Ignored">The names of files that are no settings of ours.</param>
internal sealed record SecretScan(IReadOnlyDictionary<string, string?> Values, IReadOnlyList<SettingFault> Faults, IReadOnlyList<string> Ignored)
{
    /// <summary>Characters of a setting; certificates, the longest, have some thousands.</summary>
    private const int MaxLength = 256 * 1024;

    private const string Separator = "__";

    /// <summary>What editors leave beside the file that they changed.</summary>
    private static readonly string[] LeftByEditors = ["~", ".bak", ".old", ".orig", ".save", ".swo", ".swp", ".tmp"];

    /// <summary>Reads the directory. It never throws: what is wrong is among the faults.</summary>
    public static SecretScan Read(string directory)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var faults = new List<SettingFault>();
        var ignored = new List<string>();
        try
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(directory).Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileName(path);
                if (name.StartsWith('.') || Directory.Exists(path))
                {
                    // Kubernetes keeps the versions of a mounted secret under such names.
                    continue;
                }

                if (!IsSetting(name))
                {
                    ignored.Add(name);
                }
                else if (ReadFile(path, name, faults) is { } value)
                {
                    values[name.Replace(Separator, ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)] = value;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            faults.Add(new SettingFault("Secrets:Directory", $"cannot be read: {exception.Message}"));
        }

        return new SecretScan(values, faults, ignored);
    }

    /// <summary>Whether another scan has found the same settings.</summary>
    public bool HasValuesOf(SecretScan other) =>
        Values.Count == other.Values.Count && Values.All(pair => other.Values.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>
    /// Names that begin with a section of ours, or with what is likely meant to be one. Others come along in what is mounted here, such as
    /// <c>ca.crt</c> or what a secrets manager adds.
    /// </summary>
    private static bool IsSetting(string name)
    {
        if (LeftByEditors.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        var end = name.IndexOf(Separator, StringComparison.Ordinal);
        return UnknownSections.HasOneUnderscore(end < 0 ? name : name[..end]) || (end < 0 ? UnknownSections.Knows(name) : UnknownSections.Knows(name[..end]) || UnknownSections.Meant(name[..end]) is not null);
    }

    private static string? ReadFile(string path, string name, List<SettingFault> faults)
    {
        try
        {
            using var reader = new StreamReader(path);
            var buffer = new char[Math.Min(reader.BaseStream.Length + 1, MaxLength + 1)];
            var length = reader.ReadBlock(buffer, 0, buffer.Length);
            if (length <= MaxLength)
            {
                return new string(buffer, 0, length).Trim();
            }

            faults.Add(new SettingFault(name, $"in Secrets:Directory is longer than {MaxLength} characters, which no setting is."));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add(new SettingFault(name, $"in Secrets:Directory cannot be read: {exception.Message}"));
        }

        return null;
    }
}
