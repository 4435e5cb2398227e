using Bridge.Operator.Status;
using Bridge.UnitTests.Settings;

namespace Bridge.UnitTests.Management;

public sealed class SettingLinesTests
{
    [Fact]
    public void It_says_what_is_in_force_under_the_settings_names()
    {
        var lines = Lines(("Annotations:Tags:0", "env:prod"), ("Routes:0:Name", "all"), ("Routes:0:Dashboards:0:Uid", "abc"), ("Routes:0:Private", "omit"));

        Assert.Equal("https://api.incident.io", lines["IncidentIo:ApiUrl"]);
        Assert.Equal("1 set", lines["IncidentIo:SigningSecrets"]);
        Assert.Equal("https://grafana.example", lines["Grafana:main:Url"]);
        Assert.Equal("00:10:00", lines["Annotations:OpenEndInterval"]);
        Assert.Equal("env:prod", lines["Annotations:Tags"]);
        Assert.Equal("all → Grafana main, dashboards abc, private incidents: omit", lines["Routes:0"]);
        Assert.Equal("data/bridge.db", lines["Storage:Path"]);
    }

    [Fact]
    public void No_credential_is_in_it_whatever_is_set()
    {
        (string, string?)[] secrets =
        [
            ("Grafana:other:Url", "https://other.example"),
            ("Grafana:other:User", "the-user"),
            ("Grafana:other:Password", "the-password"),
            ("Grafana:other:Headers:X-Key", "the-header"),
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", "Host=db;Database=bridge;Username=bridge;Password=the-db-password"),
            ("Annotations:Text", "{{ incident.name }}"),
        ];

        var text = string.Join('\n', Lines(secrets).Select(line => $"{line.Key}={line.Value}"));

        Assert.All(
            ["the-api-key", "the-grafana-token", "the-user", "the-password", "the-header", "the-db-password", TestSettings.SigningSecret[6..], "incident.name"],
            secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        Assert.Contains("Grafana:other:User and Password=set", text, StringComparison.Ordinal);
        Assert.Contains("Annotations:Text=a template", text, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Lines(params (string, string?)[] changes)
    {
        var settings = TestSettings.Read(changes);
        return SettingLines.Of(settings.IncidentIo, settings.Grafana, settings.ForDeliveries(), settings.Storage, settings.Server)
            .ToDictionary(line => line.Key, line => line.Value);
    }
}
