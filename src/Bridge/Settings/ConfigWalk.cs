using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Bridge.Settings;

/// <summary>Makes settings of the nodes of a configuration file.</summary>
internal sealed class ConfigWalk(string file)
{
    /// <summary>Deeper than any setting, and less than an anchor that holds itself.</summary>
    private const int MaxDepth = 10;

    /// <summary>More than any bridge has, and less than anchors of anchors make of a few lines.</summary>
    private const int MaxNodes = 20_000;

    /// <summary>Under this name the chart's values have the settings.</summary>
    private const string InValuesOfChart = "config";

    /// <summary>Where JSON says by which schema editors complete it.</summary>
    private const string Schema = "$schema";

    /// <summary>Settings that are paths. A relative one counts from the folder of the file.</summary>
    private static readonly string[] Paths = ["Path", "Directory", "CaFile", "ClientCertificate", "ClientKey"];

    private readonly Dictionary<string, string?> _values = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ConfigPlace> _places = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SettingFault> _faults = [];
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
    private int _nodes;

    public ConfigScan Result => new(_values, _places, _faults);

    public ConfigScan Read(YamlNode root)
    {
        if (root is not YamlMappingNode settings)
        {
            if (!IsNothing(root))
            {
                Fault(root, "holds no settings. It begins with a section, such as incidentIo:.");
            }

            return Result;
        }

        var inValues = settings.Children.FirstOrDefault(child => child.Key is YamlScalarNode { Value: InValuesOfChart }).Value;
        if (inValues is null)
        {
            Walk(settings, key: "", name: "", depth: 0);
            return Result;
        }

        foreach (var (key, _) in settings.Children)
        {
            // The chart has a value secrets of its own.
            if (key is YamlScalarNode { Value: { } name } && UnknownSections.Knows(name) && !name.Equals("config", StringComparison.OrdinalIgnoreCase) && name != "secrets")
            {
                Fault(key, $"{name}: stands beside config. In values of the chart, all settings are below config.");
            }
        }

        Walk(inValues, key: "", InValuesOfChart, depth: 0);
        return Result;
    }

    private void Walk(YamlNode node, string key, string name, int depth)
    {
        if (depth > MaxDepth || ++_nodes > MaxNodes)
        {
            if (_faults.Count == 0)
            {
                Fault(node, "holds more, or goes deeper, than settings do. Does an anchor hold itself?");
            }

            return;
        }

        switch (node)
        {
            case YamlMappingNode mapping:
                foreach (var (child, value) in mapping.Children)
                {
                    WalkMember(child, value, key, name, depth);
                }

                break;
            case YamlSequenceNode list:
                for (var index = 0; index < list.Children.Count; index++)
                {
                    var entry = string.Create(CultureInfo.InvariantCulture, $"{index}");
                    Place(list.Children[index], $"{key}:{entry}", $"{name}[{entry}]");
                    Walk(list.Children[index], $"{key}:{entry}", $"{name}[{entry}]", depth + 1);
                }

                break;
            case YamlScalarNode scalar when !IsNothing(scalar):
                _values[key] = InFolder(key, scalar.Value!);
                break;
        }
    }

    private void WalkMember(YamlNode child, YamlNode value, string key, string name, int depth)
    {
        if (child is not YamlScalarNode { Value: { Length: > 0 } member } || member.Contains(':', StringComparison.Ordinal))
        {
            Fault(child, "has a name that is none of a setting. Does a value with braces or a colon stand without quotes?");
            return;
        }

        if (key.Length == 0 && member == Schema)
        {
            return;
        }

        var (path, written) = key.Length == 0 ? (member, Join(name, member)) : ($"{key}:{member}", Join(name, member));
        if (_places.TryGetValue(path, out var earlier))
        {
            Fault(child, $"{written}: is set in line {earlier.Line} already.");
            return;
        }

        Place(child, path, written);
        Walk(value, path, written, depth + 1);
    }

    private void Place(YamlNode node, string key, string name) => _places[key] = new ConfigPlace(name, node.Start.Line);

    private void Fault(YamlNode node, string problem)
    {
        var at = ConfigScan.At(file, node.Start.Line);
        var end = problem.IndexOf(": ", StringComparison.Ordinal);
        _faults.Add(end < 0 ? new SettingFault(at, problem) : new SettingFault($"{at}: {problem[..end]}", problem[(end + 2)..]));
    }

    private string InFolder(string key, string value)
    {
        var text = value.Trim();
        var isPath = Paths.Contains(key[(key.LastIndexOf(':') + 1)..], StringComparer.OrdinalIgnoreCase);

        // What has a colon is no plain path, which the check of the settings says.
        return isPath && text.Length > 0 && !text.Contains(':', StringComparison.Ordinal) ? Path.GetFullPath(text, _folder) : value;
    }

    private static string Join(string name, string member) => name.Length == 0 ? member : $"{name}.{member}";

    private static bool IsNothing(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" or "Null" or "NULL" };
}
