using System.Globalization;

namespace Bridge.Settings;

/// <content>Settings with several values: <c>key:0</c>, <c>key:1</c>, …</content>
internal sealed partial class SettingsSection
{
    /// <summary>The values in the order of their numbers; <paramref name="fallback"/> when there is none.</summary>
    public IReadOnlyList<string> List(string key, params IReadOnlyList<string> fallback)
    {
        var entries = Entries(key);
        return entries.Count == 0 ? fallback : [.. entries.Select(entry => entry.Value)];
    }

    /// <summary>Names of an enum, in any case.</summary>
    public IReadOnlyList<TChoice> Choices<TChoice>(string key, params IReadOnlyList<TChoice> fallback)
        where TChoice : struct, Enum
    {
        var entries = Entries(key);
        return entries.Count == 0 ? fallback : [.. entries.Select(entry => ParseChoice(entry.Key, entry.Value, fallback[0]))];
    }

    /// <summary>
    /// The values with the keys that they have in configuration, for faults of single values: blank ones are left out and numbers may be
    /// missing, so that the place in the list is not the number.
    /// </summary>
    public IReadOnlyList<(string Key, string Value)> Entries(string key)
    {
        _known.Add(key);
        var section = configuration.GetSection(key);
        if (!string.IsNullOrWhiteSpace(section.Value))
        {
            Fault(key, $"is a list; set {NameOf(key)}:0 and so on.");
            return [];
        }

        var entries = new List<(string Key, string Value)>();
        foreach (var child in section.GetChildren().OrderBy(child => Index(child.Key)))
        {
            if (Index(child.Key) == int.MaxValue || child.Value is null)
            {
                Fault($"{key}:{child.Key}", "is not an entry of a list; entries are numbered from 0.");
            }
            else if (child.Value.Trim() is { Length: > 0 } value)
            {
                entries.Add(($"{key}:{child.Key}", value));
            }
        }

        return entries;
    }

    /// <summary>The same, where a single value may stand without a number.</summary>
    public IReadOnlyList<(string Key, string Value)> OneOrMore(string key)
    {
        if (configuration[key]?.Trim() is { Length: > 0 } value && !configuration.GetSection(key).GetChildren().Any())
        {
            _known.Add(key);
            return [(key, value)];
        }

        return Entries(key);
    }

    /// <summary>Names of an enum, in any case, one or more.</summary>
    public IReadOnlyList<TChoice> OneOrMoreChoices<TChoice>(string key)
        where TChoice : struct, Enum => [.. OneOrMore(key).Select(entry => ParseChoice(entry.Key, entry.Value, default(TChoice)))];

    /// <summary>A list whose entries have settings of their own, in the order of their numbers.</summary>
    public IReadOnlyList<SettingsSection> Sections(string key)
    {
        _known.Add(key);
        return SectionsOf(configuration.GetSection(key), NameOf(key));
    }

    /// <summary>The same, where this section is the list.</summary>
    public IReadOnlyList<SettingsSection> Sections() => SectionsOf(configuration, path);

    private List<SettingsSection> SectionsOf(IConfiguration list, string name)
    {
        var sections = new List<SettingsSection>();
        if (list is IConfigurationSection { Value: { } value } && !string.IsNullOrWhiteSpace(value))
        {
            faults.Add(new SettingFault(name, $"is a list; its settings are {name}:0:… and so on."));
        }

        foreach (var child in list.GetChildren().OrderBy(child => Index(child.Key)))
        {
            if (Index(child.Key) == int.MaxValue)
            {
                faults.Add(new SettingFault($"{name}:{child.Key}", "is not an entry of a list; entries are numbered from 0."));
            }
            else
            {
                sections.Add(new SettingsSection(child, $"{name}:{child.Key}", faults));
            }
        }

        return sections;
    }

    private static int Index(string key) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : int.MaxValue;
}
