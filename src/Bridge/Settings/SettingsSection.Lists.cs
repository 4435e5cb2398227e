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

    private static int Index(string key) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : int.MaxValue;
}
