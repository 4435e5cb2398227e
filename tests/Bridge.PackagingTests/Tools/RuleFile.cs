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
