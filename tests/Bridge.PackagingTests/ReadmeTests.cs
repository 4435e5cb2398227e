using System.Text.Json;
using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>
/// The chart's README lists every value as values.yaml comments it. <c>UPDATE_README=true dotnet test</c> writes the list anew.
/// </summary>
public sealed class ReadmeTests
{
    private const string Begin = "<!-- values: made from values.yaml, see CONTRIBUTING.md -->\n";
    private const string End = "<!-- end of values -->\n";

    private static readonly string Readme = Path.Combine(Repository.Chart, "README.md");

    [Fact]
    public async Task The_list_of_values_is_the_one_of_values_yaml()
    {
        var readme = await File.ReadAllTextAsync(Readme, TestContext.Current.CancellationToken);
        var begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = readme.IndexOf(End, StringComparison.Ordinal);
        var table = "\n| value | default | meaning |\n|---|---|---|\n" + string.Concat(ValuesFile.ReadAll().Select(Row)) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_README") == "true")
        {
            await File.WriteAllTextAsync(Readme, readme[..begin] + table + readme[end..], TestContext.Current.CancellationToken);
            return;
        }

        Assert.Equal(table, readme[begin..end]);
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
        Assert.All(Closable(schema), node => Assert.False(node.GetProperty("additionalProperties").GetBoolean()));

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
