using System.Globalization;
using System.Text;
using Bridge.Vocabulary;

namespace Bridge.Settings;

/// <summary>
/// A configuration section that is read key by key: each read checks the value, notes the fault if there is one and goes on with the
/// default, so that one start shows every fault. Keys that nobody read are faults too (<see cref="RejectUnknownKeys"/>).
/// </summary>
internal sealed partial class SettingsSection(IConfiguration configuration, string path, List<SettingFault> faults)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public string Path => path;

    public void Fault(string key, string problem) => faults.Add(new SettingFault(NameOf(key), problem));

    public string Text(string key, string fallback) => Value(key) ?? fallback;

    public string? OptionalText(string key) => Value(key);

    /// <summary>A secret in which anything may stand.</summary>
    public Secret? OptionalSecret(string key) => Value(key) is { } value ? new Secret(value) : null;

    public Secret RequiredSecret(string key)
    {
        var value = Value(key);
        if (value is null)
        {
            Fault(key, "is required.");
        }
        else if (!value.All(character => character is > ' ' and <= '~'))
        {
            // No header can carry it: without this, every request would fail later, and not say why.
            Fault(key, "holds a blank, a line break or a character that no key or token has; copy it once more.");
        }

        return new Secret(value ?? "");
    }

    /// <summary>An absolute http or https address without user, query or fragment. A trailing slash makes no difference.</summary>
    public Uri? HttpUrl(string key, string? fallback)
    {
        var value = Value(key) ?? fallback;
        if (value is null)
        {
            Fault(key, "is required: an http or https address.");
            return null;
        }

        var usable = Uri.TryCreate(value, UriKind.Absolute, out var url)
            && url.Scheme is "http" or "https"
            && url is { UserInfo: "", Query: "", Fragment: "" };
        if (!usable)
        {
            Fault(key, "is not an absolute http or https address without user, query and fragment.");
            return null;
        }

        return new Uri(url!.AbsoluteUri.TrimEnd('/'), UriKind.Absolute);
    }

    /// <summary>A file of certificates, which is read at once.</summary>
    public CaFile? CaFile(string key)
    {
        if (Value(key) is not { } file)
        {
            return null;
        }

        var authorities = Settings.CaFile.Read(file);
        if (authorities is null)
        {
            Fault(key, "is not the path of a readable file with certificates in PEM form.");
        }

        return authorities;
    }

    /// <summary>A file with a certificate, and another one with its key unless both are in the first. They are read at once.</summary>
    public ClientCertificate? ClientCertificate(string key, string keyOfKey)
    {
        var keyFile = Value(keyOfKey);
        if (Value(key) is not { } file)
        {
            if (keyFile is not null)
            {
                Fault(key, $"is required beside {keyOfKey}.");
            }

            return null;
        }

        var certificate = Settings.ClientCertificate.Read(file, keyFile);
        if (certificate is null)
        {
            Fault(key, $"is not the path of a readable PEM file with a certificate whose key, without a password, is in it or in {keyOfKey}.");
        }

        return certificate;
    }

    /// <summary>A time as <see cref="DurationText"/> reads it. A bare number is a fault: .NET would take it for days.</summary>
    public TimeSpan Duration(string key, TimeSpan fallback, TimeSpan minimum, TimeSpan maximum)
    {
        var value = Value(key);
        if (value is null)
        {
            return fallback;
        }

        if (DurationText.Read(value, out var duration) is { } problem)
        {
            Fault(key, problem);
            return fallback;
        }

        if (duration < minimum || duration > maximum)
        {
            Fault(key, $"is outside {minimum:c} to {maximum:c}.");
            return fallback;
        }

        return duration;
    }

    public int Integer(string key, int fallback, int minimum, int maximum)
    {
        var value = Value(key);
        if (value is null)
        {
            return fallback;
        }

        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            || number < minimum || number > maximum)
        {
            Fault(key, $"is not a whole number from {minimum} to {maximum}.");
            return fallback;
        }

        return number;
    }

    public bool Flag(string key, bool fallback)
    {
        var value = Value(key);
        if (value is null)
        {
            return fallback;
        }

        if (!bool.TryParse(value, out var flag))
        {
            Fault(key, "is neither true nor false.");
            return fallback;
        }

        return flag;
    }

    /// <summary>One of an enum's names, in any case.</summary>
    public TChoice Choice<TChoice>(string key, TChoice fallback)
        where TChoice : struct, Enum
    {
        var value = Value(key);
        return value is null ? fallback : ParseChoice(key, value, fallback);
    }

    /// <summary>The section below this one with a name of ours.</summary>
    public SettingsSection Section(string key)
    {
        _known.Add(key);
        if (configuration[key]?.Trim() is { Length: > 0 })
        {
            Fault(key, "is a section, not a value.");
        }

        return new SettingsSection(configuration.GetSection(key), NameOf(key), faults);
    }

    /// <summary>The sections below this one, whose keys are names that the operator chose.</summary>
    public IEnumerable<(string Name, SettingsSection Section)> Children()
    {
        foreach (var child in configuration.GetChildren())
        {
            _known.Add(child.Key);
            if (!string.IsNullOrWhiteSpace(child.Value))
            {
                Fault(child.Key, $"is a value where a name of your choice comes first: {NameOf("main")}:{child.Key}.");
                continue;
            }

            yield return (child.Key, new SettingsSection(child, NameOf(child.Key), faults));
        }
    }

    /// <summary>The values whose keys are names that others chose.</summary>
    public IEnumerable<(string Key, string Value)> Values()
    {
        foreach (var child in configuration.GetChildren())
        {
            if (Value(child.Key) is { } value)
            {
                yield return (child.Key, value);
            }
        }
    }

    /// <summary>Adds a fault for each key that no read asked for. Call it after the last read.</summary>
    public void RejectUnknownKeys()
    {
        foreach (var child in configuration.GetChildren())
        {
            if (!_known.Contains(child.Key))
            {
                var meant = Misspelling.Of(child.Key, _known.Order(StringComparer.Ordinal)) is { } name ? $"Did you mean {name}? " : "";
                Fault(child.Key, $"is not a setting. {meant}Known here: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private TChoice ParseChoice<TChoice>(string key, string value, TChoice fallback)
        where TChoice : struct, Enum
    {
        foreach (var choice in Enum.GetValues<TChoice>())
        {
            if (WordsOf(choice).Equals(value, StringComparison.OrdinalIgnoreCase) || choice.ToString().Equals(value, StringComparison.OrdinalIgnoreCase))
            {
                return choice;
            }
        }

        Fault(key, $"is not one of {string.Join(", ", Enum.GetValues<TChoice>().Select(WordsOf))}.");
        return fallback;

        static string WordsOf(TChoice choice) => Labels.Of(choice).Replace('_', '-');
    }

    private string? Value(string key)
    {
        _known.Add(key);
        var section = configuration.GetSection(key);
        if (section.GetChildren().Any())
        {
            Fault(key, "is a single value, not a section or a list.");
        }

        return section.Value?.Trim() is { Length: > 0 } value ? value : null;
    }

    private string NameOf(string key) =>
        new StringBuilder(path).Append(path.Length == 0 ? "" : ":").Append(key).ToString();
}
