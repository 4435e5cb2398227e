using Microsoft.Extensions.Configuration.Json;

namespace Bridge.Settings;

/// <summary>
/// The configuration file as configuration, above the defaults and below the environment. <see cref="ConfigFileWatch"/> reads it again and
/// again, by its content. What cannot be read leaves what was read before.
/// </summary>
internal sealed class ConfigFile(string file) : ConfigurationProvider
{
    /// <summary>Characters. Templates of every route are a hundredth of it.</summary>
    private const int MaxLength = 1024 * 1024;

    private string? _text;
    private volatile ConfigScan _last = ConfigScan.Of(file, "");

    /// <summary>What keeps the file, as it was last, from being read.</summary>
    public IReadOnlyList<SettingFault> Faults => _last.Faults;

    /// <summary>The file of a configuration; null when it has none.</summary>
    public static ConfigFile? Of(IConfiguration configuration) =>
        (configuration as IConfigurationRoot)?.Providers.OfType<ConfigFile>().SingleOrDefault();

    public override void Load() => Take(Read());

    /// <summary>Reads the file, and has everybody read their settings again if it has changed, be it for the worse.</summary>
    public void Refresh()
    {
        var before = _text;
        Load();
        if (before != _text)
        {
            OnReload();
        }
    }

    /// <summary>The same fault with the line of the file, if what has it was set there and nowhere above.</summary>
    public SettingFault Locate(SettingFault fault, IConfigurationRoot configuration)
    {
        if (!_last.Places.TryGetValue(fault.Setting, out var place))
        {
            return fault;
        }

        var sets = configuration.Providers.LastOrDefault(provider => provider.TryGet(fault.Setting, out _));
        return sets is null || ReferenceEquals(sets, this) ? fault with { Setting = $"{ConfigScan.At(file, place.Line)}: {place.Name}" } : fault;
    }

    private void Take((string Text, ConfigScan Scan) read)
    {
        (_text, _last) = read;
        if (read.Scan.Faults.Count == 0)
        {
            Data = new Dictionary<string, string?>(read.Scan.Values, StringComparer.OrdinalIgnoreCase);
        }
    }

    private (string Text, ConfigScan Scan) Read()
    {
        try
        {
            using var reader = new StreamReader(file);
            var buffer = new char[Math.Min(reader.BaseStream.Length + 1, MaxLength + 1)];
            var length = reader.ReadBlock(buffer, 0, buffer.Length);
            var text = new string(buffer, 0, length);
            return (text, text == _text ? _last : length > MaxLength ? Broken($"is longer than {MaxLength} characters.") : ConfigScan.Of(file, text));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable("is not there. Check --config, or Config:File.");
        }
        catch (UnauthorizedAccessException)
        {
            return Unreadable(Directory.Exists(file) ? "is a folder. Check --config, or Config:File." : "may not be read by this user.");
        }
        catch (Exception exception) when (exception is IOException or NotSupportedException)
        {
            return Unreadable($"cannot be read: {exception.Message}");
        }
    }

    private ConfigScan Broken(string problem) => ConfigScan.Broken(new SettingFault(file, problem));

    private (string Text, ConfigScan Scan) Unreadable(string problem) => (problem, Broken(problem));
}

internal static class ConfigFileConfiguration
{
    /// <summary>Adds the file that the configuration so far names, if it does: above the defaults that are shipped, and below all else.</summary>
    public static void AddConfigFile(this IConfigurationManager configuration)
    {
        if (ConfigOptions.FileOf(configuration) is { } file)
        {
            var defaults = configuration.Sources.ToList().FindLastIndex(source => source is JsonConfigurationSource);
            configuration.Sources.Insert(defaults + 1, new Source(file));
        }
    }

    private sealed class Source(string file) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new ConfigFile(file);
    }
}
