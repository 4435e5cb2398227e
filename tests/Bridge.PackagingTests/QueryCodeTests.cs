using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Annotations;
using Bridge.Commands.Queries;
using Bridge.Incidents;
using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>What <c>queries</c> prints for those who write dashboards as code is taken by their tools, and means the same there.</summary>
public sealed class QueryCodeTests : IDisposable
{
    /// <summary>With a name in which each language could see something of its own.</summary>
    private static readonly IReadOnlyList<AnnotationQuery> Queries = AnnotationQueries.Of(
        [new IncidentSeverity("Critical", 3), new IncidentSeverity("${a} %{b} $${c} \"d\\e\" é 'f' %s |||", 2)],
        [new AnnotationRoute("default", ["main"])],
        new QueryChoice(null, null, [new TagVariable("service", "service")]),
        []);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Terraform_finds_nothing_to_format_and_reads_the_same_queries()
    {
        Assert.SkipWhen(Command.OnPath("terraform") is null, "Terraform is missing.");
        var code = QueryCode.Terraform(Queries) + "\n";
        Write("main.tf", code);
        Write("dashboard.json", "{}");

        (await Command.RunAsync("terraform", $"-chdir={_folder.FullName}", "fmt", "-check", "-diff")).Succeeded();

        // What is there without a provider, which nobody can fetch here.
        Write("main.tf", code[..code.IndexOf("resource ", StringComparison.Ordinal)]);
        var read = await Command.RunAsync("sh", "-c", $"echo 'jsonencode(local.incident_annotations)' | terraform -chdir={_folder.FullName} console");
        Same(JsonSerializer.Deserialize<string>(read.Succeeded())!);
    }

    [Fact]
    public async Task Jsonnet_adds_the_queries_to_those_that_a_dashboard_has()
    {
        if (Command.OnPath("jsonnet") is null)
        {
            Command.Missing("jsonnet", "install Debian's package jsonnet");
        }

        const string library = "github.com/grafana/grafonnet/gen/grafonnet-latest/main.libsonnet";
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder.FullName, library))!);
        Write(library, "{ dashboard: { new(title): { title: title, annotations: { list: ['before'] } } } }");
        Write("main.jsonnet", QueryCode.Grafonnet(Queries));

        var made = JsonNode.Parse((await Command.RunAsync("jsonnet", "-J", _folder.FullName, Path.Combine(_folder.FullName, "main.jsonnet"))).Succeeded())!;

        var list = made["annotations"]!["list"]!.AsArray();
        Assert.Equal("before", (string?)list[0]);
        list.RemoveAt(0);
        Same(list.ToJsonString());
    }

    private static void Same(string json) =>
        Assert.True(JsonNode.DeepEquals(QueryJson.Of(Queries), JsonNode.Parse(json)), $"{QueryJson.Of(Queries).ToJsonString()}\n{json}");

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder.FullName, file), text);
}
