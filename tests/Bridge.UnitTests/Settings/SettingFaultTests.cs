using Bridge.Settings;

namespace Bridge.UnitTests.Settings;

public sealed class SettingFaultTests
{
    /// <summary>One setting of each kind with a value that its kind does not take, and the name of the fault.</summary>
    public static TheoryData<string, string> UnusableValues => new()
    {
        { "IncidentIo:ApiUrl", "api.incident.io" },
        { "IncidentIo:ApiUrl", "/api" },
        { "IncidentIo:ApiUrl", "ftp://api.incident.io" },
        { "IncidentIo:ApiUrl", "file:///etc/passwd" },
        { "Grafana:main:Url", "https://" },
        { "Grafana:main:Url", "https://admin:hunter2@grafana.example" },
        { "Grafana:main:Url", "https://grafana.example/?orgId=1" },
        { "Grafana:main:Url", "https://grafana.example/#home" },
        { "IncidentIo:SigningSecrets:0", "whsec_not base64" },
        { "Grafana:main:Timeout", "10" },
        { "Grafana:main:Timeout", "10 s" },
        { "Grafana:main:Timeout", "10x" },
        { "Grafana:main:Timeout", "s10" },
        { "Grafana:main:Timeout", "5s1m" },
        { "Grafana:main:Timeout", "5s5s" },
        { "Grafana:main:Timeout", "1.5s" },
        { "Grafana:main:Timeout", "-10s" },
        { "Grafana:main:Timeout", "99999999999s" },
        { "Grafana:main:Timeout", "61s" },
        { "Grafana:main:Timeout", "00:00:60" },
        { "Grafana:main:Timeout", "00:60:00" },
        { "Grafana:main:Timeout", "1:2:3:4" },
        { "Grafana:main:Timeout", "hunter2:10" },
        { "Grafana:main:Timeout", "00:00:00.099" },
        { "Grafana:main:Timeout", "00:01:01" },
        { "Grafana:main:CaFile", "/no/such/ca.pem" },
        { "Grafana:main:CaFile", "/dev/null" },
        { "IncidentIo:CaFile", "/" },
        { "Grafana:main:OrgId", "0" },
        { "Grafana:main:OrgId", "one" },
        { "Reconciliation:MinInterval", "0" },
        { "Reconciliation:MinInterval", "1" },
        { "Reconciliation:MinInterval", "-00:00:01" },
        { "Reconciliation:MinInterval", "00:10:01" },
        { "Grafana:main:MaxConcurrency", "0" },
        { "Grafana:main:MaxConcurrency", "65" },
        { "Reconciliation:MaxConcurrency", "0" },
        { "Reconciliation:MaxConcurrency", "257" },
        { "Reconciliation:MaxConcurrency", "8.5" },
        { "Annotations:Shape", "circle" },
        { "Annotations:Shape", "0" },
        { "Annotations:Private", "yes" },
        { "Annotations:IncludeTriage", "yes" },
        { "Annotations:Modes:0", "practice" },
        { "Annotations:Modes", "standard" },
        { "Annotations:Modes:first", "standard" },
        { "Annotations:Modes:0:Name", "standard" },
        { "Annotations:Tags:0", "severity:mine" },
        { "Logging:LogLevel:Default", "loud" },
        { "Logging:LogLevel:Default", "2" },
        { "Logging:LogLevel:Microsoft.AspNetCore", "loud" },
        { "Logging:Format", "xml" },
        { "Logging:Console:FormatterName", "json" },
        { "Storage:Provider", "mysql" },
        { "Storage:Path", ":memory:" },
        { "Storage:Path", "file:bridge.db" },
        { "Server:Address", "localhost" },
        { "Server:WebhookPort", "65536" },
        { "Server:WebhookPort", "-1" },
        { "Server:WebhookPort", "8080.0" },
        { "Server:ManagementPort", "8080" },
        { "Server:MaxWebhookBytes", "1023" },
        { "Server:MaxWebhookBytes", "67108865" },
        { "Server:MaxWebhookBytes", "4 MiB" },
        { "Secrets:Directory", "/no/such/directory" },
    };

    public static TheoryData<string, string> ValuesAtTheEdge => new()
    {
        { "Grafana:main:Timeout", "00:00:00.1" },
        { "Grafana:main:Timeout", "00:01:00" },
        { "Grafana:main:OrgId", "1" },
        { "Reconciliation:MinInterval", "00:00:00" },
        { "Reconciliation:MinInterval", "00:10:00" },
        { "Grafana:main:MaxConcurrency", "1" },
        { "Grafana:main:MaxConcurrency", "64" },
        { "Reconciliation:MaxConcurrency", "1" },
        { "Reconciliation:MaxConcurrency", "256" },
        { "Server:WebhookPort", "0" },
        { "Server:ManagementPort", "65535" },
        { "Server:MaxWebhookBytes", "1024" },
        { "Server:MaxWebhookBytes", "67108864" },
    };

    [Theory]
    [MemberData(nameof(UnusableValues))]
    public void Unusable_value_is_a_fault_of_its_setting_that_does_not_repeat_it(string setting, string value)
    {
        var fault = Assert.Single(TestSettings.Faults((setting, value)));

        Assert.StartsWith(fault.Setting, setting, StringComparison.Ordinal);
        Assert.DoesNotContain(value.Length > 4 ? value : $" {value} ", $"{fault.Problem} ", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ValuesAtTheEdge))]
    public void Value_at_the_edge_of_its_range_is_taken(string setting, string value)
    {
        Assert.NotNull(TestSettings.Read((setting, value)));
    }

    [Theory]
    [InlineData("IncidentIo:ApiKey")]
    [InlineData("IncidentIo:SigningSecrets:0")]
    [InlineData("Grafana:main:Url")]
    [InlineData("Grafana:main:Token")]
    public void Required_setting_that_is_missing_or_blank_is_a_fault(string setting)
    {
        Assert.Equal([setting], TestSettings.Faults((setting, null)).Select(fault => fault.Setting));
        Assert.Equal([setting], TestSettings.Faults((setting, " \n")).Select(fault => fault.Setting));
    }

    [Fact]
    public void Prefix_alone_is_no_signing_secret()
    {
        Assert.Equal("IncidentIo:SigningSecrets:0", Assert.Single(TestSettings.Faults(("IncidentIo:SigningSecrets:0", "whsec_"))).Setting);
    }

    [Fact]
    public void Nothing_configured_names_everything_that_is_required()
    {
        var changes = TestSettings.Least.Keys.Select(key => (key, (string?)null)).ToArray();

        var faults = TestSettings.Faults(changes);

        Assert.Equal(
            ["IncidentIo:ApiKey", "IncidentIo:SigningSecrets:0", "Grafana:main:Url"], faults.Select(fault => fault.Setting));
        Assert.All(faults, fault => Assert.StartsWith("is required", fault.Problem, StringComparison.Ordinal));
    }

    [Fact]
    public void All_faults_of_all_sections_are_told_at_once()
    {
        var faults = TestSettings.Faults(
            ("IncidentIo:ApiKey", null),
            ("IncidentIo:SigningSecrets:0", "nonsense!"),
            ("Grafana:main:Url", "grafana"),
            ("Grafana:main:Tiemout", "00:00:05"),
            ("Annotations:Shape", "circle"),
            ("Reconciliation:MinInterval", "5"),
            ("Reconciliation:MaxConcurrency", "0"),
            ("Storage:Path", ":memory:"),
            ("Server:Address", "localhost"),
            ("Server:WebhookPort", "99999"),
            ("Secrets:Directory", "/no/such/directory"));

        Assert.Equal(
            [
                "IncidentIo:ApiKey",
                "IncidentIo:SigningSecrets:0",
                "Grafana:main:Url",
                "Grafana:main:Tiemout",
                "Annotations:Shape",
                "Reconciliation:MinInterval",
                "Reconciliation:MaxConcurrency",
                "Storage:Path",
                "Server:Address",
                "Server:WebhookPort",
                "Secrets:Directory",
            ],
            faults.Select(fault => fault.Setting));
    }

    [Fact]
    public void Exception_says_one_fault_a_line()
    {
        var exception = new InvalidSettingsException([new SettingFault("A:B", "is required."), new SettingFault("C", "is odd.")]);

        Assert.Equal($"A:B: is required.{Environment.NewLine}C: is odd.", exception.Message);
    }

    [Fact]
    public void Range_is_named_in_the_fault_of_what_is_outside_it()
    {
        var faults = TestSettings.Faults(("Reconciliation:MinInterval", "00:11:00"), ("Server:WebhookPort", "70000"));

        Assert.Contains("00:00:00 to 00:10:00", faults[0].Problem, StringComparison.Ordinal);
        Assert.Contains("0 to 65535", faults[1].Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("05:00", "has two parts and could be minutes or hours: write 5m (00:05:00) or 5h (05:00:00).")]
    [InlineData("1:30", "has two parts and could be minutes or hours: write 1m30s (00:01:30) or 1h30m (01:30:00).")]
    [InlineData("24:00:00", "has more than 23 hours beside minutes and seconds: write 1.00:00:00 or 24h.")]
    [InlineData("1.36:00:30", "has more than 23 hours beside minutes and seconds: write 2.12:00:30 or 60h30s.")]
    public void Time_that_reads_in_two_ways_is_a_fault_that_says_what_to_write(string value, string problem)
    {
        Assert.Equal(new SettingFault("Annotations:DriftInterval", problem), Assert.Single(TestSettings.Faults(("Annotations:DriftInterval", value))));
    }

    [Fact]
    public void Choices_are_named_in_the_fault_of_what_is_none()
    {
        var fault = Assert.Single(TestSettings.Faults(("Annotations:Private", "hide")));

        Assert.Contains("redact, full, omit", fault.Problem, StringComparison.Ordinal);
    }
}
