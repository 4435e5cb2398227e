using System.Text;
using Bridge.Grafana;
using Bridge.Observability;
using Bridge.PackagingTests.Tools;
using Bridge.Settings;
using Prometheus;

namespace Bridge.PackagingTests;

/// <summary>Alerts, dashboards and runbooks speak of metrics that the bridge has, and operators find each of them explained.</summary>
public sealed class MetricNamesTests
{
    private static readonly string[] Speakers =
    [
        "deploy/helm/incident-bridge/files/rules/alerts.yaml",
        "deploy/helm/incident-bridge/README.md",
        "deploy/helm/incident-bridge/templates/NOTES.txt",
        "docs/dashboards.md",
        "docs/operations.md",
        .. Files("dashboards"),
        .. Files("docs/runbooks"),
        .. Files("tests/Bridge.PackagingTests/Rules"),
    ];

    public static TheoryData<string> SpeakingFiles => [.. Speakers];

    [Theory]
    [MemberData(nameof(SpeakingFiles))]
    public async Task Every_metric_that_is_spoken_of_exists(string file)
    {
        var exposed = (await ExposedAsync()).Keys.ToHashSet();

        Assert.All(MetricNames.In(Repository.Read(file)), name => Assert.Contains(name, exposed));
    }

    [Fact]
    public async Task Every_metric_of_the_bridge_is_in_operations_md()
    {
        var documented = Repository.Read("docs/operations.md");

        Assert.All(
            (await ExposedAsync()).Where(metric => metric.Key == metric.Value && metric.Key.StartsWith("incidentbridge_", StringComparison.Ordinal)),
            metric => Assert.Contains($"| `{metric.Key}` |", documented, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("reason", "incidentbridge_webhook_rejected_total", "signature", "store")]
    [InlineData("reason", "incidentbridge_upstream_failed_total", "auth")]
    [InlineData("upstream", "incidentbridge_upstream_requests_total", "incident_io", "grafana")]
    public async Task The_values_of_labels_in_alerts_exist(string label, string metric, params string[] values)
    {
        var text = await ExpositionAsync();

        Assert.All(values, value => Assert.Contains(
            text.Split('\n'),
            line => line.StartsWith(metric + "{", StringComparison.Ordinal) && line.Contains($"{label}=\"{value}\"", StringComparison.Ordinal)));
    }

    /// <summary>Every name that a query may use → the metric that it belongs to.</summary>
    private static async Task<Dictionary<string, string>> ExposedAsync()
    {
        var names = new Dictionary<string, string>();
        foreach (var line in (await ExpositionAsync()).Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)))
        {
            var name = line.Split(' ')[2];
            names[name] = name;
            if (line.EndsWith(" histogram", StringComparison.Ordinal))
            {
                names[name + "_bucket"] = names[name + "_sum"] = names[name + "_count"] = name;
            }
        }

        return names;
    }

    private static async Task<string> ExpositionAsync()
    {
        var registry = Metrics.NewCustomRegistry();
        DotNetStats.Register(registry);
        var grafana = new GrafanaOptions { Name = "main", Url = new Uri("https://grafana.example.com"), Token = new Secret("token") };
        _ = new BridgeMetrics(registry, [grafana], signingSecrets: 1);
        using var stream = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.GetFiles(Repository.Path(folder)).Select(file => $"{folder}/{Path.GetFileName(file)}").Order();
}
