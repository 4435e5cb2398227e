using System.Net;
using Bridge.Annotations;
using Bridge.Incidents;

namespace Bridge.UnitTests.Settings;

public sealed class SettingValueTests
{
    [Fact]
    public void Secrets_lose_the_line_break_that_ends_their_file()
    {
        var settings = TestSettings.Read(
            ("IncidentIo:ApiKey", "key\n"),
            ("Grafana:main:Token", "  token\r\n"),
            ("IncidentIo:SigningSecrets:0", $"{TestSettings.SigningSecret}\n"));

        Assert.Equal("key", settings.IncidentIo.ApiKey.Reveal());
        Assert.Equal("token", settings.Grafana[0].Token.Reveal());
        Assert.Equal(
            Convert.FromBase64String(TestSettings.SigningSecret["whsec_".Length..]), settings.IncidentIo.SigningSecrets[0].Key.ToArray());
    }

    [Fact]
    public void Several_signing_secrets_are_taken_in_the_order_of_their_numbers()
    {
        var settings = TestSettings.Read(
            ("IncidentIo:SigningSecrets:10", Encoded(3)), ("IncidentIo:SigningSecrets:2", Encoded(2)), ("IncidentIo:SigningSecrets:0", Encoded(1)));

        Assert.Equal([1, 2, 3], settings.IncidentIo.SigningSecrets.Select(secret => (int)secret.Key[0]));

        static string Encoded(byte first) => $"whsec_{Convert.ToBase64String([first, .. new byte[23]])}";
    }

    [Fact]
    public void Nothing_that_holds_the_settings_prints_a_secret()
    {
        var settings = TestSettings.Read();

        var text = $"{settings} {settings.IncidentIo} {settings.Grafana[0]} {settings.IncidentIo.SigningSecrets[0]}";

        Assert.DoesNotContain("the-api-key", text, StringComparison.Ordinal);
        Assert.DoesNotContain("the-grafana-token", text, StringComparison.Ordinal);
        Assert.DoesNotContain(TestSettings.SigningSecret["whsec_".Length..], text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("points")]
    [InlineData("Points")]
    [InlineData(" POINTS ")]
    public void Choice_is_taken_in_any_case(string value)
    {
        Assert.Equal(AnnotationShape.Points, TestSettings.Read(("Annotations:Shape", value)).Annotations.Shape);
    }

    [Theory]
    [InlineData("00:00:30", 30)]
    [InlineData("00:01:30.5", 90.5)]
    [InlineData("0.00:02:00", 120)]
    [InlineData("0:00:07", 7)]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("5M", 300)]
    [InlineData("1m30s", 90)]
    [InlineData("0h1m0s250ms", 60.25)]
    [InlineData("0s", 0)]
    public void Duration_is_numbers_with_units_or_hours_minutes_and_seconds(string value, double seconds)
    {
        Assert.Equal(
            TimeSpan.FromSeconds(seconds), TestSettings.Read(("Reconciliation:MinInterval", value)).Reconciliation.MinInterval);
    }

    [Theory]
    [InlineData("24h", 1)]
    [InlineData("1.00:00:00", 1)]
    [InlineData("7d", 7)]
    public void Duration_may_be_days(string value, int days)
    {
        Assert.Equal(TimeSpan.FromDays(days), TestSettings.Read(("Annotations:DriftInterval", value)).Annotations.DriftInterval);
    }

    [Fact]
    public void Blank_value_is_the_default()
    {
        Assert.Equal(8080, TestSettings.Read(("Server:WebhookPort", " ")).Server.WebhookPort);
    }

    [Theory]
    [InlineData("https://grafana.example/ops/", "https://grafana.example/ops")]
    [InlineData("http://10.0.0.1:3000", "http://10.0.0.1:3000/")]
    public void Address_is_the_same_with_and_without_a_slash_at_its_end(string value, string url)
    {
        Assert.Equal(url, TestSettings.Read(("Grafana:main:Url", value)).Grafana[0].Url.AbsoluteUri);
    }

    [Fact]
    public void List_takes_the_place_of_the_default_list()
    {
        var settings = TestSettings.Read(("Annotations:Modes:0", "test"), ("Annotations:StartFrom:0", "Detected at"));

        Assert.Equal([IncidentMode.Test], settings.Annotations.Modes);
        Assert.Equal(["Detected at"], settings.Annotations.StartFrom);
    }

    [Fact]
    public void Blank_entries_of_a_list_are_none()
    {
        var settings = TestSettings.Read(("Annotations:EndFrom:0", ""), ("Annotations:EndFrom:1", "Fixed at"), ("Annotations:Modes:0", " "));

        Assert.Equal(["Fixed at"], settings.Annotations.EndFrom);
        Assert.Equal([IncidentMode.Standard, IncidentMode.Retrospective], settings.Annotations.Modes);
    }

    [Fact]
    public void Several_grafanas_keep_their_names_and_their_own_settings()
    {
        var settings = TestSettings.Read(
            ("Grafana:eu-1:Url", "https://eu.example"), ("Grafana:eu-1:Token", "eu"), ("Grafana:eu-1:OrgId", "7"), ("Grafana:eu-1:Timeout", "00:00:03"), ("Grafana:eu-1:MaxConcurrency", "3"));

        var eu = Assert.Single(settings.Grafana, grafana => grafana.Name == "eu-1");
        Assert.Equal(("eu", 7, TimeSpan.FromSeconds(3), 3), (eu.Token.Reveal(), eu.OrgId, eu.Timeout, eu.MaxConcurrency));
        var main = Assert.Single(settings.Grafana, grafana => grafana.Name == "main");
        Assert.Equal(("the-grafana-token", null, TimeSpan.FromSeconds(10), 4), (main.Token.Reveal(), main.OrgId, main.Timeout, main.MaxConcurrency));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("münchen")]
    [InlineData("main.eu")]
    [InlineData("a-name-that-is-longer-than-forty-letters-")]
    public void Grafana_name_that_cannot_be_a_label_is_a_fault(string name)
    {
        var fault = Assert.Single(TestSettings.Faults(($"Grafana:{name}:Url", "https://grafana.example"), ($"Grafana:{name}:Token", "t")));

        Assert.Equal($"Grafana:{name}", fault.Setting);
    }

    [Fact]
    public void Each_grafana_is_checked_under_its_own_name()
    {
        var faults = TestSettings.Faults(("Grafana:eu:Url", "eu.example"), ("Grafana:main:Token", null));

        Assert.Equal(
            ["Grafana:eu:Token", "Grafana:eu:Url", "Grafana:main:Token"],
            faults.Select(fault => fault.Setting).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("::1", false)]
    public void Address_to_listen_on_is_an_ip_or_all(string value, bool all)
    {
        var server = TestSettings.Read(("Server:Address", value)).Server;

        Assert.Equal(all ? IPAddress.Any : IPAddress.Parse(value), server.Address);
    }

    [Theory]
    [InlineData("10.0.0.1", null, "10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1", "127.0.0.1", "10.0.0.1", "127.0.0.1")]
    [InlineData(null, "127.0.0.1", "0.0.0.0", "127.0.0.1")]
    [InlineData("10.0.0.1", "*", "10.0.0.1", "0.0.0.0")]
    [InlineData(null, null, "0.0.0.0", "0.0.0.0")]
    public void Management_listens_where_webhooks_do_unless_it_is_told_otherwise(
        string? address, string? managementAddress, string expected, string expectedOfManagement)
    {
        var server = TestSettings.Read(("Server:Address", address), ("Server:ManagementAddress", managementAddress)).Server;

        Assert.Equal((IPAddress.Parse(expected), IPAddress.Parse(expectedOfManagement)), (server.Address, server.ManagementAddress ?? server.Address));
    }

    [Fact]
    public void Both_ports_may_be_left_to_the_system()
    {
        Assert.NotNull(TestSettings.Read(("Server:WebhookPort", "0"), ("Server:ManagementPort", "0")));
    }
}
