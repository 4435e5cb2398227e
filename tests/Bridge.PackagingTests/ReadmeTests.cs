using System.Text.Json;
using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>
/// The chart's README lists every value as values.yaml comments it, and the features as the chart renders them. <c>UPDATE_README=true dotnet test</c> writes both anew.
/// </summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_list_of_values_is_the_one_of_values_yaml()
    {
        await ReadmeSection.IsAsync("values", "\n| value | default | meaning |\n|---|---|---|\n" + string.Concat(ValuesFile.ReadAll().Select(Row)) + "\n");
    }

    [Fact]
    public async Task The_features_are_those_of_what_the_chart_renders()
    {
        var features = (await FeatureTable.RowsAsync()).Select(row => $"| {row.Feature} | {row.Here} |\n");
        await ReadmeSection.IsAsync("features", "\n| feature | here |\n|---|---|\n" + string.Concat(features) + "\n");
    }

    [Fact]
    public async Task The_chart_has_every_feature()
    {
        Assert.All(await FeatureTable.RowsAsync(), row => Assert.True(row.Here != FeatureTable.Missing, row.Feature));
    }

    [Fact]
    public async Task Every_example_of_values_in_it_renders()
    {
        var examples = File.ReadAllText(Path.Combine(Repository.Chart, "README.md")).Split("```yaml\n")[1..].Select(after => after[..after.IndexOf("```", StringComparison.Ordinal)]).ToList();

        Assert.True(examples.Count >= 6);
        foreach (var example in examples)
        {
            (await Helm.TemplateValuesAsync(example, valuesFile: null, "--set", "config.grafana.main.url=https://grafana.example.com")).Succeeded();
        }
    }

    [Fact]
    public void Every_value_has_a_comment()
    {
        Assert.All(ValuesFile.ReadAll(), value => Assert.False(string.IsNullOrWhiteSpace(value.Comment), value.Path));
    }

    [Fact]
    public void Every_value_that_the_schema_names_is_commented_by_itself()
    {
        var documented = ValuesFile.ReadAll().Select(value => value.Path).ToHashSet();
        var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Chart, "values.schema.json"))).RootElement;

        // What has no default is not in values.yaml: settings of a Grafana, of a probe, of an alert.
        string[] withoutDefault = ["initialDelaySeconds"];
        Assert.All(
            Named(schema, "").Where(path => !path.StartsWith("prometheusRule.disabled.", StringComparison.Ordinal)
                && !path.StartsWith("prometheusRule.overrides.", StringComparison.Ordinal)
                && !withoutDefault.Contains(path.Split('.')[^1])),
            path => Assert.Contains(path, documented));

        IEnumerable<string> Named(JsonElement node, string path)
        {
            if (node.TryGetProperty("$ref", out var reference))
            {
                node = schema.GetProperty("definitions").GetProperty(reference.GetString()!.Split('/')[^1]);
            }

            return node.TryGetProperty("properties", out var properties)
                ? properties.EnumerateObject().SelectMany(property =>
                {
                    var child = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
                    return Named(property.Value, child).Prepend(child);
                })
                : [];
        }
    }

    [Fact]
    public void The_schema_is_draft_07_and_closed_wherever_it_names_properties()
    {
        var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Chart, "values.schema.json"))).RootElement;

        Assert.Equal("http://json-schema.org/draft-07/schema#", schema.GetProperty("$schema").GetString());
        // Categories of log lines have any names, and levels as values.
        Assert.All(Closable(schema), node => Assert.True(
            node.GetProperty("additionalProperties") is { ValueKind: JsonValueKind.False } or { ValueKind: JsonValueKind.Object }));

        static IEnumerable<JsonElement> Closable(JsonElement node)
        {
            if (node.ValueKind != JsonValueKind.Object)
            {
                yield break;
            }

            if (node.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
            {
                yield return node;
            }

            foreach (var inner in node.EnumerateObject().SelectMany(member => Closable(member.Value)))
            {
                yield return inner;
            }
        }
    }

    private static string Row(DocumentedValue value)
    {
        var standard = value.Default.Length == 0 ? "" : $"`{value.Default.Replace("|", "\\|", StringComparison.Ordinal)}`";
        return $"| `{value.Path}` | {standard} | {value.Comment!.Replace("|", "\\|", StringComparison.Ordinal)} |\n";
    }
}
