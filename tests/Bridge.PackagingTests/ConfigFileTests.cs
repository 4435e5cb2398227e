using System.Text.Json.Nodes;
using Bridge.PackagingTests.Tools;
using Bridge.Settings;
using Microsoft.Extensions.Configuration;
using NJsonSchema;

namespace Bridge.PackagingTests;

/// <summary>One file serves the bridge and the chart: the examples, and the schema by which editors complete it.</summary>
public sealed class ConfigFileTests
{
    public static TheoryData<string> Examples => [.. Directory.GetFiles(Repository.Path("examples"), "*.yaml").Select(file => Path.GetFileName(file)).Order()];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary><c>UPDATE_README=true dotnet test</c> writes it anew.</summary>
    [Fact]
    public async Task The_schema_is_made_of_the_charts()
    {
        if (Environment.GetEnvironmentVariable("UPDATE_README") == "true")
        {
            await File.WriteAllTextAsync(FileSchema.Path, FileSchema.Make(), Cancellation);
        }

        Assert.Equal(FileSchema.Make(), await File.ReadAllTextAsync(FileSchema.Path, Cancellation));
    }

    [Fact]
    public void The_release_brings_the_schema_and_the_examples()
    {
        var release = Repository.Read(".github/workflows/release.yml");

        Assert.Contains("cp LICENSE README.md CHANGELOG.md deploy/systemd/incident-bridge.service deploy/incident-bridge.schema.json \"$folder\"", release, StringComparison.Ordinal);
        Assert.Contains("cp --recursive examples \"$folder\"", release, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_is_right_by_the_schema(string example)
    {
        var schema = await JsonSchema.FromJsonAsync(FileSchema.Make(), Cancellation);

        Assert.Empty(schema.Validate(Json(example).ToJsonString()));
    }

    [Theory]
    [InlineData("{ \"grafana\": { \"main\": { \"url\": \"https://g.example\", \"tokn\": \"x\" } } }")]
    [InlineData("{ \"annotations\": { \"driftInterval\": \"05:00\" } }")]
    [InlineData("{ \"annotations\": { \"shape\": \"circle\" } }")]
    [InlineData("{ \"logging\": { \"logLevel\": { \"default\": \"loud\" } } }")]
    [InlineData("{ \"anotations\": {} }")]
    [InlineData("{ \"annotations\": { \"tagsFrom\": { \"service\": \"Affected service\" } } }")]
    public async Task What_the_bridge_refuses_is_wrong_by_the_schema(string text)
    {
        var schema = await JsonSchema.FromJsonAsync(FileSchema.Make(), Cancellation);

        Assert.NotEmpty(schema.Validate(text));
    }

    /// <summary>The file goes below <c>config</c> as it is, and the pod gets the same settings that the file gives a bridge.</summary>
    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_is_the_charts_config_unchanged(string example)
    {
        var text = await File.ReadAllTextAsync(Repository.Path($"examples/{example}"), Cancellation);
        var values = "config:\n" + string.Concat(text.Split('\n').Select(line => line.Length == 0 ? "\n" : $"  {line}\n"));
        var rendered = (await Helm.TemplateValuesAsync(values, valuesFile: null, "--show-only", $"templates/{(example == "postgres.yaml" ? "deployment" : "statefulset")}.yaml")).Succeeded();

        Assert.Equal(Shown(ByFile(text)), Shown(ByEnvironment(rendered)));

        // The file of values, as Helm takes it, is one that the bridge takes.
        Assert.Equal(Shown(ByFile(text)), Shown(ByFile(values)));
    }

    private static BridgeSettings ByFile(string text)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, text);
            return Read(configuration =>
            {
                configuration.AddInMemoryCollection([KeyValuePair.Create("Config:File", (string?)file)]);
                configuration.AddConfigFile();
            });
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static BridgeSettings ByEnvironment(string rendered) => Read(configuration => configuration.AddInMemoryCollection(
        Manifest.ReadAll(rendered).Select(manifest => manifest.Pod).OfType<k8s.Models.V1PodTemplateSpec>().Single()
            .Spec.Containers[0].Env
            .Where(variable => variable.Name.Contains("__", StringComparison.Ordinal))
            .Select(variable => KeyValuePair.Create(variable.Name.Replace("__", ":", StringComparison.Ordinal), (string?)variable.Value))));

    /// <summary>With the credentials that no file has, and a directory for secrets that is there.</summary>
    private static BridgeSettings Read(Action<ConfigurationManager> add)
    {
        using var configuration = new ConfigurationManager();
        add(configuration);
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Secrets:Directory"] = Path.GetTempPath(),
            ["Storage:Path"] = "bridge.db",
            ["IncidentIo:ApiKey"] = "key",
            ["IncidentIo:SigningSecrets:0"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            ["Storage:ConnectionString"] = "Host=db.example.com;Database=bridge;Username=bridge;Password=password",
        });
        foreach (var grafana in configuration.GetSection("Grafana").GetChildren().ToList())
        {
            configuration[$"Grafana:{grafana.Key}:Token"] = "token";
        }

        return BridgeSettings.Read(configuration);
    }

    private static string Shown(BridgeSettings settings) => string.Join('\n',
        settings.IncidentIo with { SigningSecrets = [] },
        string.Join('\n', settings.Grafana.OrderBy(grafana => grafana.Name, StringComparer.Ordinal)),
        settings.Annotations with { Modes = [], StartFrom = [], EndFrom = [], Tags = [], TagsFrom = [], Text = null },
        string.Join(", ", [.. settings.Annotations.Modes, .. settings.Annotations.StartFrom, .. settings.Annotations.EndFrom, .. settings.Annotations.Tags]),
        string.Join(", ", settings.Annotations.TagsFrom),
        settings.Annotations.Text is not null,
        string.Join('\n', settings.Routes.Select(route => $"{route.Name} {string.Join(',', route.Grafanas.Order())} {route.Match.MinimumSeverity} "
            + $"{string.Join(',', route.Match.Severities)} {string.Join(',', route.Match.Types)} {route.Match.Visibility} {string.Join(',', route.Match.CustomFields.Select(field => field.Field + string.Join('|', field.Values)))} "
            + $"{string.Join(',', route.Dashboards)} {string.Join(',', route.Tags)} {string.Join(',', route.TagsFrom)} {route.Text is not null} {route.Private}")),
        settings.Reconciliation,
        settings.Storage,
        settings.Server);

    private static JsonNode Json(string example)
    {
        var stream = new YamlDotNet.RepresentationModel.YamlStream();
        stream.Load(new StringReader(Repository.Read($"examples/{example}")));
        return Json(stream.Documents[0].RootNode)!;
    }

    private static JsonNode? Json(YamlDotNet.RepresentationModel.YamlNode node) => node switch
    {
        YamlDotNet.RepresentationModel.YamlMappingNode mapping => new JsonObject(mapping.Select(child => KeyValuePair.Create($"{child.Key}", Json(child.Value)))),
        YamlDotNet.RepresentationModel.YamlSequenceNode list => new JsonArray([.. list.Select(Json)]),
        YamlDotNet.RepresentationModel.YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } scalar when int.TryParse(scalar.Value, out var number) => number,
        YamlDotNet.RepresentationModel.YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } scalar when bool.TryParse(scalar.Value, out var isTrue) => isTrue,
        _ => JsonValue.Create($"{node}"),
    };
}
