using System.Text.RegularExpressions;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Bridge.PackagingTests.Tools;

/// <summary>A rule file of Prometheus, which is also the spec of a PrometheusRule.</summary>
internal sealed class RuleFile
{
    private static readonly IDeserializer Yaml =
        new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build();

    public List<RuleGroup> Groups { get; set; } = [];

    [YamlIgnore]
    public IReadOnlyList<AlertRule> Alerts => [.. Groups.SelectMany(group => group.Rules)];

    public static RuleFile Load(string path) => Yaml.Deserialize<RuleFile>(File.ReadAllText(path));
}

internal sealed class RuleGroup
{
    public string Name { get; set; } = "";
    public List<AlertRule> Rules { get; set; } = [];
}

internal sealed class AlertRule
{
    public string Alert { get; set; } = "";
    public string Expr { get; set; } = "";
    public string? For { get; set; }

    [YamlMember(Alias = "keep_firing_for", ApplyNamingConventions = false)]
    [System.Text.Json.Serialization.JsonPropertyName("keep_firing_for")]
    public string? KeepFiringFor { get; set; }

    public Dictionary<string, string> Labels { get; set; } = [];
    public Dictionary<string, string> Annotations { get; set; } = [];
}

/// <summary>The names of metrics in a text.</summary>
internal static partial class MetricNames
{
    /// <summary>Ours, and those of the process and of .NET that come with them.</summary>
    public static IReadOnlySet<string> In(string text) =>
        Pattern().Matches(text).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);

    [GeneratedRegex(@"\b(incidentbridge|process|dotnet)_[a-z0-9_]+")]
    private static partial Regex Pattern();
}
