using Bridge.Commands.Check;
using Bridge.UnitTests.Settings;

namespace Bridge.UnitTests.Commands;

public sealed class ExposureCheckTests
{
    [Theory]
    [InlineData("http://grafana.example", 1)]
    [InlineData("http://grafana", 1)]
    [InlineData("http://10.0.0.1:3000", 1)]
    [InlineData("https://grafana.example", 0)]
    [InlineData("http://localhost:3000", 0)]
    [InlineData("http://127.0.0.1:3000", 0)]
    [InlineData("http://[::1]:3000", 0)]
    public void Plain_http_to_another_host_is_warned_of(string url, int warnings)
    {
        var grafana = ExposureCheck.Run(TestSettings.Read(("Grafana:main:Url", url))).ToList();
        var incidentIo = ExposureCheck.Run(TestSettings.Read(("IncidentIo:ApiUrl", url))).ToList();

        Assert.Equal((warnings, warnings), (grafana.Count, incidentIo.Count));
        Assert.All(grafana, warning => Assert.Equal(CheckStatus.Warning, warning.Status));
        Assert.All(grafana, warning => Assert.StartsWith("Grafana:main:Url ", warning.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Routes:0:Match:Type", "Security", "type")]
    [InlineData("Routes:0:Match:MinimumSeverity", "Critical", null)]
    [InlineData("Routes:0:Match:Mode", "standard", null)]
    public void A_route_on_which_a_redacted_incident_tells_what_it_matched_is_warned_of(string condition, string value, string? told)
    {
        var warnings = ExposureCheck.Run(TestSettings.Read(("Routes:0:Name", "payments"), (condition, value))).ToList();

        Assert.Equal(told is null ? 0 : 1, warnings.Count);
        Assert.All(warnings, warning => Assert.Contains($"({told})", warning.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Routes:0:Private", "omit", 0)]
    [InlineData("Routes:0:Private", "full", 0)]
    [InlineData("Annotations:Private", "omit", 0)]
    [InlineData("Routes:0:Match:Visibility", "public", 0)]
    [InlineData("Routes:0:Match:Visibility", "private", 1)]
    public void A_route_that_shows_no_redacted_incident_tells_nothing(string setting, string value, int warnings)
    {
        var settings = TestSettings.Read(
            ("Routes:0:Name", "payments"),
            ("Routes:0:Match:CustomFields:0:Field", "Affected team"),
            ("Routes:0:Match:CustomFields:0:Value", "Payments"),
            (setting, value));

        Assert.Equal(warnings, ExposureCheck.Run(settings).Count());
    }
}
