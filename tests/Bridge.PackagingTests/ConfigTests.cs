using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Kinds;
using Bridge.PackagingTests.Tools;
using Bridge.Settings;
using Bridge.Vocabulary;
using Microsoft.Extensions.Configuration;
using YamlDotNet.RepresentationModel;

namespace Bridge.PackagingTests;

/// <summary>The chart's <c>config</c> is the bridge's settings: the same keys, the same choices, the same defaults.</summary>
public sealed class ConfigTests
{
    /// <summary>Settings of .NET's logging, which no options of the bridge's have.</summary>
    private static readonly (string Path, Type Type)[] OfLogging = [("logging.logLevel.default", typeof(string))];

    public static TheoryData<string> ValuesFiles => CiValues.All;

    [Fact]
    public void The_schema_has_every_setting_and_no_other()
    {
        // The only list beside routes whose entries have settings of their own.
        var expected = Settings().SelectMany(setting => setting.Path == "alerts.attributes" ? new[] { $"{setting.Path}.name", $"{setting.Path}.value" } : [setting.Path])
            .Concat(RouteSettings().Select(setting => setting.Path)).Order(StringComparer.Ordinal);

        Assert.Equal(expected, SchemaKeys(ConfigSchema(), "").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_values_have_every_setting_outside_of_a_grafana()
    {
        var expected = Settings().Select(setting => setting.Path).Where(path => !path.StartsWith("grafana.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

        var config = (YamlMappingNode)ValuesFile.Tree["config"];
        Assert.Equal(expected, ValueKeys(config, "").Where(path => path is not ("grafana" or "routes")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_schema_offers_the_choices_of_a_route()
    {
        var choices = RouteSettings().Where(setting => setting.Choices.Count > 1).ToList();

        Assert.Equal(["routes.match.kind", "routes.match.mode", "routes.match.visibility", "routes.private"], choices.Select(setting => setting.Path).Order());
        Assert.All(choices, setting =>
        {
            var schema = setting.Path.Split('.').Aggregate(ConfigSchema(), (node, key) => Properties(node).GetProperty(key));
            var offers = schema.TryGetProperty("anyOf", out var ways)
                ? ways.EnumerateArray().Select(way => way.TryGetProperty("items", out var items) ? items : way)
                : [schema];
            Assert.All(offers, offer => Assert.Equal(setting.Choices, offer.GetProperty("enum").EnumerateArray().Select(choice => choice.GetString()!)));
        });

        static JsonElement Properties(JsonElement node) =>
            (node.TryGetProperty("items", out var entry) ? entry : node).GetProperty("properties");
    }

    [Fact]
    public void The_schema_offers_the_choices_that_the_bridge_knows()
    {
        var choices = Settings().Where(setting => ChoiceType(setting.Type) is not null).ToList();

        Assert.NotEmpty(choices);
        Assert.All(choices, setting =>
        {
            var schema = setting.Path.Split('.').Aggregate(ConfigSchema(), (node, key) => node.GetProperty("properties").GetProperty(key));
            var offered = (schema.TryGetProperty("items", out var items) ? items : schema).GetProperty("enum")
                .EnumerateArray().Select(choice => choice.GetString()!).Where(choice => choice.Length > 0).ToHashSet();
            var known = Enum.GetNames(ChoiceType(setting.Type)!).Select(name => name.ToLowerInvariant()).ToHashSet();
            Assert.Equal(known.Order(), offered.Order());
        });
    }

    [Fact]
    public async Task Without_values_the_bridge_gets_its_own_defaults()
    {
        using var secrets = new SecretsFolder();
        var rendered = Flatten(BridgeSettings.Read(secrets.Configuration(await RenderedSettingsAsync("default-values.yaml"))));
        var defaults = Flatten(BridgeSettings.Read(secrets.Configuration([])));

        Assert.Equal("/var/lib/incident-bridge/bridge.db", rendered["Storage.Path"]);
        rendered["Storage.Path"] = defaults["Storage.Path"];

        // The bridge's own level, which it has without a rule.
        Assert.Equal("Information", rendered["Logging.Rules.0.LogLevel"]);
        foreach (var key in rendered.Keys.Where(key => key.StartsWith("Logging.Rules.0.", StringComparison.Ordinal)).ToList())
        {
            rendered.Remove(key);
        }

        Assert.Equal(defaults, rendered);
    }

    [Theory]
    [MemberData(nameof(ValuesFiles))]
    public async Task The_bridge_takes_the_settings_of_every_values_file(string valuesFile)
    {
        using var secrets = new SecretsFolder();
        var read = BridgeSettings.Read(secrets.Configuration(await RenderedSettingsAsync(valuesFile)));

        Assert.NotEmpty(read.Grafana);
    }

    [Fact]
    public async Task Settings_reach_the_bridge_as_they_are_written()
    {
        using var secrets = new SecretsFolder();
        var read = BridgeSettings.Read(secrets.Configuration(await RenderedSettingsAsync("sqlite-full-values.yaml")));

        Assert.Equal(["main", "second-one"], read.Grafana.Select(grafana => grafana.Name).Order());
        var second = read.Grafana.Single(grafana => grafana.Name == "second-one");
        Assert.Equal((2, TimeSpan.FromSeconds(5), "http://grafana.monitoring.svc:8080/grafana"), (second.OrgId, second.Timeout, second.Url.ToString()));
        Assert.Equal(6, second.MaxConcurrency);
        Assert.Equal([IncidentMode.Standard], read.Annotations.Modes);
        Assert.Equal(["env:prod", "team sre"], read.Annotations.Tags);
        Assert.Equal((9080, 9081, 4194304), (read.Server.WebhookPort, read.Server.ManagementPort, read.Server.MaxWebhookBytes));
    }

    [Fact]
    public async Task Routes_reach_the_bridge_as_they_are_written()
    {
        using var secrets = new SecretsFolder();
        var read = BridgeSettings.Read(secrets.Configuration(await RenderedSettingsAsync("routes-values.yaml")));

        Assert.Equal(["payments", "everything"], read.Routes.Select(route => route.Name));
        var payments = read.Routes[0];
        Assert.Equal(["main"], payments.Grafanas);
        Assert.Equal(["Major", "Critical"], payments.Match.Severities);
        Assert.Equal("Major", payments.Match.MinimumSeverity);
        Assert.Equal(["Production Outage"], payments.Match.Types);
        Assert.Equal([IncidentMode.Standard], payments.Match.Modes);
        Assert.Equal(RouteVisibility.Public, payments.Match.Visibility);
        Assert.Equal(["Affected team=Payments", "01K9BR1DGEFIELD00000000001=1,2"], payments.Match.CustomFields.Select(field => $"{field.Field}={string.Join(',', field.Values)}"));
        Assert.Equal(["payments-overview", "payments-database/4"], payments.Dashboards.Select(dashboard => dashboard.ToString()));
        Assert.Equal(["team:payments"], payments.Tags);
        Assert.Equal(
            [new IncidentTag("ref", TagSource.Reference) { IsOfRedacted = true }, new IncidentTag("service", TagSource.Field) { Field = "Affected service", IsEach = true }],
            payments.TagsFrom);
        Assert.Equal(
            [new IncidentTag("service", TagSource.Field) { Field = "Affected service" }, new IncidentTag("type", TagSource.Type)], read.Annotations.TagsFrom);
        Assert.Null(payments.Private);
        Assert.Equal(
            "<b>{{ incident.reference }}</b>\n{% if incident.severity %}\"{{ incident.severity.name }}\"{% endif %}",
            (await RenderedSettingsAsync("routes-values.yaml"))["Routes:1:Text"]!.Trim());
        Assert.NotNull(read.Routes[1].Text);
        Assert.Equal((PrivateMode.Omit, 2), (read.Routes[1].Private, read.Routes[1].Grafanas.Count));
        Assert.Equal(
            (TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(2), TimeSpan.Zero),
            (read.IncidentIo.ResyncInterval, read.Annotations.OpenEndInterval, read.Annotations.DriftInterval));
    }

    /// <summary>The environment of the rendered container, as configuration reads it.</summary>
    private static async Task<Dictionary<string, string?>> RenderedSettingsAsync(string valuesFile) =>
        (await Helm.RenderAsync(valuesFile)).Select(manifest => manifest.Pod).OfType<k8s.Models.V1PodTemplateSpec>().Single()
            .Spec.Containers[0].Env
            .Where(variable => variable.Name.Contains("__", StringComparison.Ordinal))
            .ToDictionary(variable => variable.Name.Replace("__", ":", StringComparison.Ordinal), variable => (string?)variable.Value);

    /// <summary>Every setting that is no credential, in the chart's spelling.</summary>
    private static IEnumerable<(string Path, Type Type)> Settings() => OfOptions().Concat(OfLogging);

    private static IEnumerable<(string Path, Type Type)> OfOptions()
    {
        foreach (var kind in KindCatalog.ReadAll(name => new SettingsSection(new ConfigurationBuilder().Build(), name, []), isPolling: true))
        {
            foreach (var setting in kind.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(IsSetting))
            {
                yield return ($"{CamelCase(SubjectKinds.SectionOf(kind.Kind)!)}.{CamelCase(setting.Name)}", setting.PropertyType);
            }
        }

        foreach (var section in typeof(BridgeSettings).GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(section => section.PropertyType != typeof(IReadOnlyList<AnnotationRoute>) && section.PropertyType != typeof(IReadOnlyList<KindOptions>)))
        {
            var type = section.PropertyType == typeof(IReadOnlyList<GrafanaOptions>) ? typeof(GrafanaOptions) : section.PropertyType;
            foreach (var setting in type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(IsSetting))
            {
                yield return ($"{CamelCase(section.Name)}.{CamelCase(setting.Name)}", setting.PropertyType);
            }
        }
    }

    /// <summary>
    /// Every setting of a route in the chart's spelling, with the words that it offers. From the table of the settings' documentation, which another
    /// test holds to what the bridge reads.
    /// </summary>
    private static IReadOnlyList<(string Path, IReadOnlyList<string> Choices)> RouteSettings() =>
    [
        .. File.ReadLines(Repository.Path("docs/configuration.md"))
            .Where(line => line.StartsWith("| `Routes:0:", StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (
                string.Join('.', cells[0].Trim('`').Split(':').Where(part => part != "0" && part[0] != '{').Select(CamelCase)),
                (IReadOnlyList<string>)[.. cells[2].Split('`').Where((word, index) => index % 2 == 1 && word.All(character => char.IsAsciiLetter(character) || character == '-'))])),
    ];

    private static bool IsSetting(PropertyInfo property) =>
        property.CanWrite
        && property.PropertyType != typeof(Secret)
        && property.PropertyType != typeof(IReadOnlyList<SigningSecret>)
        && !(property.DeclaringType == typeof(GrafanaOptions) && property.Name == nameof(GrafanaOptions.Name))
        && !(property.DeclaringType == typeof(KindOptions) && property.Name == nameof(KindOptions.Kind));

    private static Type? ChoiceType(Type type) =>
        type.IsEnum ? type : type.GenericTypeArguments.FirstOrDefault(argument => argument.IsEnum);

    private static JsonElement ConfigSchema() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Chart, "values.schema.json")))
            .RootElement.GetProperty("properties").GetProperty("config");

    private static IEnumerable<string> SchemaKeys(JsonElement schema, string path)
    {
        if (schema.TryGetProperty("items", out var entry) && entry.TryGetProperty("properties", out _))
        {
            return SchemaKeys(entry, path);
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            return properties.EnumerateObject().SelectMany(property => SchemaKeys(property.Value, Join(path, property.Name)));
        }

        return schema.TryGetProperty("additionalProperties", out var entries) && entries.ValueKind == JsonValueKind.Object
            ? SchemaKeys(entries, path)
            : [path];
    }

    private static IEnumerable<string> ValueKeys(YamlMappingNode node, string path) =>
        node.Children.SelectMany(child => child.Value is YamlMappingNode { Children.Count: > 0 } inner
            ? ValueKeys(inner, Join(path, child.Key.ToString()))
            : [Join(path, child.Key.ToString())]);

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    private static SortedDictionary<string, string> Flatten(object settings)
    {
        var flat = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(settings, "");
        return flat;

        void Add(object? value, string path)
        {
            switch (value)
            {
                case null or string or Uri or Enum or Secret or SigningSecret or IConvertible or TimeSpan or System.Net.IPAddress:
                    flat[path] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                    break;
                case IEnumerable list:
                    var index = 0;
                    foreach (var entry in list)
                    {
                        Add(entry, $"{path}.{index++}");
                    }

                    break;
                default:
                    foreach (var property in value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
                    {
                        Add(property.GetValue(value), Join(path, property.Name));
                    }

                    break;
            }
        }
    }

    /// <summary>A folder that exists, and the credentials that every settings need.</summary>
    private sealed class SecretsFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("incident-bridge-secrets-");

        public IConfigurationRoot Configuration(Dictionary<string, string?> settings)
        {
            var configuration = new ConfigurationBuilder()
                .AddJsonFile(Repository.Path("src/Bridge/appsettings.json"))
                .AddInMemoryCollection(settings)
                .AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["Secrets:Directory"] = _folder.FullName,
                    ["IncidentIo:ApiKey"] = "key",
                    ["IncidentIo:SigningSecrets:0"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                    ["Grafana:main:Token"] = "token",
                    ["Storage:ConnectionString"] = "Host=db.example.com;Database=bridge;Username=bridge;Password=password",
                });
            if (!settings.ContainsKey("Grafana:main:Url"))
            {
                configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Grafana:main:Url"] = "https://grafana.example.com" });
            }

            if (settings.Keys.Any(key => key.StartsWith("Grafana:second-one:", StringComparison.Ordinal)))
            {
                configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Grafana:second-one:Token"] = "token" });
            }

            return configuration.Build();
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
