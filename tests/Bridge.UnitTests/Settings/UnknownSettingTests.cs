using Bridge.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Bridge.UnitTests.Settings;

public sealed class UnknownSettingTests
{
    [Theory]
    [InlineData("IncidentIo:ApiKeys")]
    [InlineData("Grafana:main:Orgid2")]
    [InlineData("Annotations:Mode")]
    [InlineData("Reconciliation:Interval")]
    [InlineData("Storage:File")]
    [InlineData("Server:Port")]
    [InlineData("Secrets:Folder")]
    public void Unknown_key_is_a_fault_that_names_the_known_ones_and_not_the_value(string setting)
    {
        var fault = Assert.Single(TestSettings.Faults((setting, "hunter2")));

        Assert.Equal(setting, fault.Setting);
        Assert.Contains("Known here: ", fault.Problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INCIDENTIO:APIKEY")]
    [InlineData("incidentio:apikey")]
    public void Known_key_is_known_in_any_case(string setting)
    {
        Assert.Equal("other", TestSettings.Read((setting, "other"), ("IncidentIo:ApiKey", null)).IncidentIo.ApiKey.Reveal());
    }

    [Fact]
    public void Section_of_a_file_that_is_not_ours_is_a_fault()
    {
        var fault = Assert.Single(FaultsOfFile("""{ "Webhooks": { "Port": 1 } }"""));

        Assert.Equal("Webhooks", fault.Setting);
        Assert.Contains("Known: IncidentIo, Grafana", fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Misspelt_section_of_a_file_is_a_fault_that_says_what_was_meant()
    {
        var fault = Assert.Single(FaultsOfFile("""{ "Anotations": { "Shape": "points" } }"""));

        Assert.Equal(new SettingFault("Anotations", "is not a section of settings. Did you mean Annotations?"), fault);
    }

    [Fact]
    public void Value_without_a_section_in_a_file_is_a_fault()
    {
        Assert.Equal("ApiKey", Assert.Single(FaultsOfFile("""{ "ApiKey": "hunter2" }""")).Setting);
    }

    [Fact]
    public void Sections_of_the_host_are_not_ours_to_judge()
    {
        Assert.Empty(FaultsOfFile("""{ "Logging": { "LogLevel": { "Default": "Debug" } }, "AllowedHosts": "*" }"""));
    }

    [Theory]
    [InlineData("Grafana:main:Tokn", "Token")]
    [InlineData("Server:WebHookPorts", "WebhookPort")]
    [InlineData("Annotations:Tag", "Tags")]
    public void Misspelt_setting_is_a_fault_that_says_what_was_meant(string setting, string meant)
    {
        var problem = Assert.Single(TestSettings.Faults((setting, "hunter2"))).Problem;

        Assert.StartsWith($"is not a setting. Did you mean {meant}? Known here: ", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Grafana_main_Token", "Grafana_main_Token", "Grafana__main__Token")]
    [InlineData("Grafana_main__Token", "Grafana_main", "Grafana__main")]
    [InlineData("IncidentIo_ApiKey", "IncidentIo_ApiKey", "IncidentIo__ApiKey")]
    public void One_underscore_where_two_are_needed_is_told(string variable, string setting, string meant)
    {
        Assert.Equal(
            new SettingFault(setting, $"is not a setting. Its parts stand behind two underscores: {meant}."), Assert.Single(FaultsOfEnvironment(variable)));
    }

    [Theory]
    [InlineData("PATH")]
    [InlineData("GRAFANA_SERVICE_HOST")]
    [InlineData("SERVER")]
    [InlineData("STORE")]
    [InlineData("SomebodyElse__Section")]
    [InlineData("Graf__main")]
    public void Environment_of_others_is_no_fault(string variable)
    {
        Assert.Empty(FaultsOfEnvironment(variable));
    }

    [Theory]
    [InlineData("Anotations__Shape", "Anotations", "Annotations")]
    [InlineData("Anotatons__Shape", "Anotatons", "Annotations")]
    [InlineData("INCIDENT_IO__ApiKey", "INCIDENT_IO", "IncidentIo")]
    [InlineData("Grafanas__main__Url", "Grafanas", "Grafana")]
    public void Misspelt_section_of_the_environment_is_a_fault_that_says_what_was_meant(string variable, string section, string meant)
    {
        var fault = Assert.Single(FaultsOfEnvironment(variable));

        Assert.Equal(new SettingFault(section, $"is not a section of settings. Did you mean {meant}?"), fault);
    }

    private static IReadOnlyList<SettingFault> FaultsOfFile(string json)
    {
        var folder = Directory.CreateTempSubdirectory("bridge-test-");
        try
        {
            var file = Path.Combine(folder.FullName, "appsettings.json");
            File.WriteAllText(file, json);
            return FaultsOf(builder => builder.AddJsonFile(file));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IReadOnlyList<SettingFault> FaultsOfEnvironment(string variable) =>
        FaultsOf(builder => builder.Add(new OneVariable(variable)));

    private static IReadOnlyList<SettingFault> FaultsOf(Action<IConfigurationBuilder> add)
    {
        var builder = new ConfigurationBuilder().AddInMemoryCollection(TestSettings.Least);
        add(builder);
        var exception = Record.Exception(() => BridgeSettings.Read(builder.Build()));
        return exception is null ? [] : Assert.IsType<InvalidSettingsException>(exception).Faults;
    }

    /// <summary>An environment with one variable, since the real one belongs to all tests at once.</summary>
    private sealed class OneVariable(string name) : EnvironmentVariablesConfigurationProvider, IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override void Load() => Data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [name.Replace("__", ":", StringComparison.Ordinal)] = "hunter2",
        };
    }
}
