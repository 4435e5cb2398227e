using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Settings;
using Microsoft.Extensions.Configuration;

namespace Bridge.UnitTests.Settings;

public sealed class ConfigFileTests : IDisposable
{
    private const string Least = """
        incidentIo:
          apiKey: the-api-key
          signingSecrets: [whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw]
        grafana:
          main:
            url: https://grafana.example
            token: the-token
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-test-");
    private readonly ConfigurationManager _configuration = new();

    private string File => Path.Combine(_folder.FullName, "bridge.yaml");

    public void Dispose()
    {
        _configuration.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Settings_have_the_names_of_the_chart()
    {
        var settings = Read(Least + """

            annotations:
              shape: points
              includeTriage: true
              modes: [standard, test]
              driftInterval: 2h
              text: |
                <b>{{ incident.reference }}</b>
                {{ incident.name }}
            routes:
              - name: all
                match:
                  severity: Major
                  customFields:
                    - field: Team
                      value:
                        - Payments
            server:
              webhookPort: 9080
            """);

        Assert.Equal("the-api-key", settings.IncidentIo.ApiKey.Reveal());
        Assert.Single(settings.IncidentIo.SigningSecrets);
        Assert.Equal("the-token", settings.Grafana[0].Token.Reveal());
        Assert.Equal([IncidentMode.Standard, IncidentMode.Test], settings.Annotations.Modes);
        Assert.True(settings.Annotations.IncludeTriage);
        Assert.Equal(TimeSpan.FromHours(2), settings.Annotations.DriftInterval);
        Assert.NotNull(settings.Annotations.Text);
        Assert.Equal("Payments", settings.Routes[0].Match.CustomFields[0].Values[0]);
        Assert.Equal(9080, settings.Server.WebhookPort);
    }

    [Fact]
    public void Json_is_taken_too()
    {
        var settings = Read("""
            {
            	"$schema": "incident-bridge.schema.json",
            	"incidentIo": { "apiKey": "k", "signingSecrets": ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] },
            	"grafana": { "main": { "url": "https:\/\/grafana.example", "token": "t" } },
            	"annotations": { "includeTriage": true, "text": null, "tags": ["\ud83d\ude00"] }
            }
            """);

        Assert.Equal("https://grafana.example/", settings.Grafana[0].Url.AbsoluteUri);
        Assert.Equal(["😀"], settings.Annotations.Tags);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("annotations:\n")]
    [InlineData("annotations: {}\nroutes: []\n")]
    [InlineData("annotations:\n  text:\n  tags: ~\n  shape: null\n  modes: []\n  startFrom: [\"\"]\n")]
    public void What_is_empty_is_not_set(string text)
    {
        var settings = Read(text, [.. TestSettings.Least]);

        Assert.Equal("Impact started at", settings.Annotations.StartFrom[0]);
        Assert.Null(settings.Annotations.Text);
        Assert.Single(settings.Routes);
    }

    [Fact]
    public void Values_of_the_chart_are_taken_as_they_are()
    {
        var settings = Read("replicaCount: 1\nsecrets:\n  existingSecret: x\nconfig:\n  annotations:\n    shape: points\n", [.. TestSettings.Least]);

        Assert.Equal(AnnotationShape.Points, settings.Annotations.Shape);
    }

    [Fact]
    public void Environment_wins_over_the_file_and_the_file_over_the_defaults()
    {
        _configuration.AddJsonFile(Path.Combine(Repository.Root, "src", "Bridge", "appsettings.json"));

        var settings = Read(Least + "\nserver: { webhookPort: 9080, managementPort: 9081 }\n", KeyValuePair.Create("Server:ManagementPort", (string?)"9999"));

        Assert.Equal((9080, 9999, 4 * 1024 * 1024), (settings.Server.WebhookPort, settings.Server.ManagementPort, settings.Server.MaxWebhookBytes));
    }

    [Fact]
    public void Relative_path_counts_from_the_folder_of_the_file()
    {
        _folder.CreateSubdirectory("keys");

        var settings = Read("secrets: { directory: keys }\nstorage: { path: data/bridge.db }\n", [.. TestSettings.Least]);

        Assert.Equal(Path.Combine(_folder.FullName, "keys"), settings.Secrets.Directory);
        Assert.Equal(Path.Combine(_folder.FullName, "data", "bridge.db"), settings.Storage.Path);
    }

    [Theory]
    [InlineData("grafana:\n  main:\n    tokn: hunter2\n", "3: grafana.main.tokn: is not a setting.")]
    [InlineData("anotations:\n  shape: points\n", "1: anotations: is not a section of settings. Did you mean Annotations?")]
    [InlineData("annotations:\n\n  # hours\n  driftInterval: 05:00\n", "4: annotations.driftInterval: has two parts")]
    [InlineData("routes:\n  - name: one\n  - name: two\n    match:\n      mode: practice\n", "5: routes[1].match.mode: is not one of standard")]
    [InlineData("annotations:\n  tags:\n    - fine\n    - severity:mine\n", "4: annotations.tags[1]: ")]
    [InlineData("config:\n  server:\n    webhookPort: many\n", "3: config.server.webhookPort: is not a whole number")]
    [InlineData("annotations:\n  includeTriage: yes\n", "2: annotations.includeTriage: is neither true nor false.")]
    [InlineData("config:\n  file: other.yaml\n", "2: config.file: is not a section of settings.")]
    public void Fault_is_told_with_the_line(string text, string expected)
    {
        var fault = Assert.Single(Faults(text, [.. TestSettings.Least]));

        Assert.StartsWith($"{File}:{expected}", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("grafana:\n  main: {\n", "3: cannot be read from here on, as YAML or JSON")]
    [InlineData("server:\n  address: 'hunter2\n", "2: cannot be read from here on, as YAML or JSON")]
    [InlineData("server:\n  address: a\n  address: b\n", "3: cannot be read from here on, as YAML or JSON: Duplicate key address.")]
    [InlineData("server:\n  webhookPort: 1\n  WebhookPort: 2\n", "3: server.WebhookPort: is set in line 2 already.")]
    [InlineData("- server\n", "1: holds no settings.")]
    [InlineData("server\n", "1: holds no settings.")]
    [InlineData("server: {}\n---\nserver: {}\n", "3: begins a second document.")]
    [InlineData("annotations:\n  text: {{ incident.name }}\n", "2: has a name that is none of a setting. Does a value with braces")]
    [InlineData("server: &a\n  b: *a\n", "1: holds more, or goes deeper, than settings do.")]
    [InlineData("grafana:\n  main: *other\n", "1: cannot be read from here on, as YAML or JSON: The anchor 'other'")]
    [InlineData("config:\n  server: {}\nannotations:\n  shape: points\n", "3: annotations: stands beside config.")]
    public void File_that_cannot_be_read_is_one_line_and_what_it_lacks_is_none(string text, string expected)
    {
        var fault = Assert.Single(Faults(text));

        Assert.StartsWith($"{File}:{expected}", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Anchors_of_anchors_do_not_fill_the_memory()
    {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 8).Select(level =>
            $"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]\n"));

        Assert.Contains("holds more, or goes deeper", Assert.Single(Faults(text)).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such.yaml", "is not there.")]
    [InlineData(".", "is a folder.")]
    public void File_that_is_not_there_is_told_by_its_path(string name, string expected)
    {
        var file = Path.Combine(_folder.FullName, name);

        var fault = Assert.Single(FaultsOf(file));

        Assert.Equal(file, fault.Setting);
        Assert.StartsWith(expected, fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_of_the_environment_has_no_line_of_the_file()
    {
        var faults = Faults(Least + "\nserver: { webhookPort: 1 }\n", KeyValuePair.Create("Server:WebhookPort", (string?)"many"));

        Assert.Equal("Server:WebhookPort", Assert.Single(faults).Setting);
    }

    private BridgeSettings Read(string text, params KeyValuePair<string, string?>[] above)
    {
        System.IO.File.WriteAllText(File, text);
        return ReadFrom(File, above);
    }

    private IReadOnlyList<SettingFault> Faults(string text, params KeyValuePair<string, string?>[] above) =>
        Assert.Throws<InvalidSettingsException>(() => Read(text, above)).Faults;

    private IReadOnlyList<SettingFault> FaultsOf(string file) => Assert.Throws<InvalidSettingsException>(() => ReadFrom(file)).Faults;

    private BridgeSettings ReadFrom(string file, params KeyValuePair<string, string?>[] above)
    {
        _configuration.AddInMemoryCollection([KeyValuePair.Create("Config:File", (string?)file), .. above]);
        _configuration.AddConfigFile();
        _configuration.AddSecretFiles();
        return BridgeSettings.Read(_configuration);
    }
}
