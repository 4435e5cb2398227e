using Bridge.PackagingTests.Tools;

namespace Bridge.EndToEndTests;

/// <summary>Alerts, dashboards, runbooks and documents speak of metrics that a running bridge has, and operators find each of them explained.</summary>
public sealed class MetricNamesTests(Exposition exposition) : IClassFixture<Exposition>
{
    private static readonly string[] Speakers =
    [
        "README.md",
        "deploy/helm/incident-bridge/files/rules/alerts.yaml",
        "deploy/helm/incident-bridge/README.md",
        "deploy/helm/incident-bridge/templates/NOTES.txt",
        .. Files("dashboards"),
        .. Files("docs"),
        .. Files("docs/runbooks"),
        .. Files("tests/Bridge.PackagingTests/Rules"),
    ];

    public static TheoryData<string> SpeakingFiles => [.. Speakers];

    [Theory]
    [MemberData(nameof(SpeakingFiles))]
    public void Every_metric_that_is_spoken_of_exists(string file)
    {
        Assert.All(MetricNames.In(Repository.Read(file)), name => Assert.Contains(name, exposition.Names));
    }

    [Theory]
    [InlineData("deploy/helm/incident-bridge/files/rules/alerts.yaml")]
    [InlineData("docs/operations.md")]
    [InlineData("docs/reference.md")]
    [InlineData("docs/runbooks/IncidentBridgeDeliveryFailing.md")]
    [InlineData("dashboards/incident-bridge-overview.json")]
    public void Files_that_speak_of_metrics_are_understood(string file)
    {
        Assert.Contains(file, Speakers);
        Assert.NotEmpty(MetricNames.In(Repository.Read(file)));
    }

    [Fact]
    public void Every_metric_of_the_bridge_is_in_reference_md()
    {
        var documented = Repository.Read("docs/reference.md");
        var ours = exposition.Types.Keys.Where(name => name.StartsWith("incidentbridge_", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(ours);
        Assert.All(ours, name => Assert.Contains($"| `{name}` |", documented, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("reason", "incidentbridge_webhook_rejected_total", "signature", "timestamp")]
    [InlineData("kind", "incidentbridge_deliveries_total", "create")]
    [InlineData("reason", "incidentbridge_upstream_failed_total", "auth")]
    [InlineData("upstream", "incidentbridge_upstream_requests_total", "incident_io", "grafana")]
    public void The_values_of_labels_in_alerts_exist(string label, string metric, params string[] values)
    {
        Assert.All(values, value => Assert.Contains(
            exposition.Text.Split('\n'),
            line => line.StartsWith(metric + "{", StringComparison.Ordinal) && line.Contains($"{label}=\"{value}\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Who_would_rather_have_openmetrics_gets_what_promtool_takes()
    {
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", exposition.Format);
        Assert.Equal(exposition.Types.Count, exposition.Text.Split('\n').Count(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)));
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, exposition.Text, TestContext.Current.CancellationToken);
            Assert.Equal("", await Promtool.CheckMetricsAsync(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.GetFiles(Repository.Path(folder)).Select(file => $"{folder}/{Path.GetFileName(file)}").Order();
}
