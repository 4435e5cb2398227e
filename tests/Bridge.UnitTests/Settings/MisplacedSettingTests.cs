namespace Bridge.UnitTests.Settings;

/// <summary>Mistakes that start well and fail later, or that are told of under a wrong name, unless somebody looks for them.</summary>
public sealed class MisplacedSettingTests
{
    [Theory]
    [InlineData("line\nbreak")]
    [InlineData("two words")]
    [InlineData("tab\there")]
    [InlineData("“quoted”")]
    public void Secret_that_no_header_can_carry_is_a_fault(string value)
    {
        var faults = TestSettings.Faults(("IncidentIo:ApiKey", value), ("Grafana:main:Token", value));

        Assert.Equal(["IncidentIo:ApiKey", "Grafana:main:Token"], faults.Select(fault => fault.Setting));
        Assert.All(faults, fault => Assert.DoesNotContain(value, fault.Problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Annotations:Modes", "standard", "practice")]
    [InlineData("Annotations:Tags", "team:web", "severity:mine")]
    [InlineData("IncidentIo:SigningSecrets", TestSettings.SigningSecret, "hunter2!")]
    public void Entry_of_a_list_is_named_by_its_own_number(string list, string usable, string unusable)
    {
        var faults = TestSettings.Faults(($"{list}:0", " "), ($"{list}:1", usable), ($"{list}:7", unusable));

        Assert.Equal($"{list}:7", Assert.Single(faults).Setting);
    }

    [Fact]
    public void Setting_below_a_value_is_a_fault_of_that_value()
    {
        var fault = Assert.Single(TestSettings.Faults(("Server:WebhookPort", "9000"), ("Server:WebhookPort:Public", "9001")));

        Assert.Equal("Server:WebhookPort", fault.Setting);
    }

    [Fact]
    public void Grafana_setting_without_the_name_of_a_grafana_is_told_as_such()
    {
        var fault = Assert.Single(TestSettings.Faults(("Grafana:Url", "https://grafana.example")));

        Assert.Equal("Grafana:Url", fault.Setting);
        Assert.Contains("a name", fault.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://grafana.example/?")]
    [InlineData("https://grafana.example/#")]
    public void Address_with_an_empty_query_or_fragment_is_a_fault(string value)
    {
        Assert.Equal("Grafana:main:Url", Assert.Single(TestSettings.Faults(("Grafana:main:Url", value))).Setting);
    }

    [Theory]
    [InlineData("data/")]
    [InlineData("/")]
    public void Folder_is_no_path_of_a_database(string value)
    {
        Assert.Equal("Storage:Path", Assert.Single(TestSettings.Faults(("Storage:Path", value))).Setting);
    }
}
