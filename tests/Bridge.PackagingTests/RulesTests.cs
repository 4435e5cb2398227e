using System.Text.RegularExpressions;
using Bridge.PackagingTests.Tools;
using YamlDotNet.RepresentationModel;

namespace Bridge.PackagingTests;

/// <summary>The alerts, as a plain file and as the chart renders it, checked and tested by promtool.</summary>
public sealed partial class RulesTests
{
    private const string OurJob = "job=\"incident-bridge\"";

    public static TheoryData<string> TestFiles => [.. Directory.GetFiles(RulesFolder.Tests, "*.yaml").Select(file => Path.GetFileName(file)).Order()];

    [Fact]
    public async Task The_plain_file_is_in_order()
    {
        (await Promtool.RunAsync("check", "rules", "--lint=all", "--lint-fatal", Repository.Rules)).Succeeded();
    }

    [Theory]
    [MemberData(nameof(TestFiles))]
    public async Task The_plain_file_passes_its_tests(string testFile)
    {
        (await Promtool.RunAsync("test", "rules", Path.Combine(RulesFolder.Tests, testFile))).Succeeded();
    }

    [Fact]
    public void Every_alert_is_tested_firing_and_quiet()
    {
        var firing = new HashSet<string>();
        var quiet = new HashSet<string>();
        foreach (var file in Directory.GetFiles(RulesFolder.Tests, "*.yaml"))
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(File.ReadAllText(file)));
            foreach (var test in ((YamlSequenceNode)stream.Documents[0].RootNode["tests"]).SelectMany(test => (YamlSequenceNode)test["alert_rule_test"]).Cast<YamlMappingNode>())
            {
                (test.Children.ContainsKey("exp_alerts") ? firing : quiet).Add(test["alertname"].ToString());
            }
        }

        var alerts = RuleFile.Load(Repository.Rules).Alerts.Select(alert => alert.Alert).Order().ToList();
        Assert.Equal(alerts, firing.Order());
        Assert.Equal(alerts, quiet.Order());
    }

    [Fact]
    public void Every_alert_says_how_bad_it_is_and_what_it_is_about()
    {
        Assert.All(RuleFile.Load(Repository.Rules).Alerts, alert =>
        {
            Assert.StartsWith("IncidentBridge", alert.Alert, StringComparison.Ordinal);
            Assert.Equal(["severity"], alert.Labels.Keys);
            Assert.Contains(alert.Labels["severity"], new[] { "critical", "warning", "info" });
            Assert.Equal(["description", "summary"], alert.Annotations.Keys.Order());
            Assert.EndsWith(".", alert.Annotations["summary"], StringComparison.Ordinal);
            Assert.DoesNotContain("{{", alert.Annotations["summary"], StringComparison.Ordinal);
            Assert.Contains("{{", alert.Annotations["description"], StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_selector_names_the_job()
    {
        Assert.All(RuleFile.Load(Repository.Rules).Alerts, alert =>
        {
            Assert.NotEmpty(Selector().Matches(alert.Expr));
            Assert.All(Selector().Matches(alert.Expr), selector => Assert.Contains(OurJob, selector.Value, StringComparison.Ordinal));
            Assert.Equal(Metric().Count(alert.Expr), Selector().Count(alert.Expr));
        });
    }

    [Theory]
    [MemberData(nameof(TestFiles))]
    public async Task The_rendered_rules_pass_the_same_tests(string testFile)
    {
        using var folder = new RulesFolder();
        var rule = await Helm.RulesAsync("--set-string", "prometheusRule.selector=" + OurJob);

        (await folder.TestAsync(rule, testFile)).Succeeded();
    }

    [Fact]
    public async Task Rendered_rules_select_the_release_and_its_namespace()
    {
        using var folder = new RulesFolder();
        var rendered = await Helm.RulesAsync();

        (await folder.CheckAsync(rendered)).Succeeded();
        var expected = RuleFile.Load(Repository.Rules).Alerts.Select(alert => (alert.Alert, alert.Expr.Replace(OurJob, OurJob + ", namespace=\"ops\"", StringComparison.Ordinal).Trim()));
        Assert.Equal(expected, folder.Load(rendered).Alerts.Select(alert => (alert.Alert, alert.Expr.Trim())));
    }

    [Fact]
    public async Task Alerts_can_be_left_out_changed_and_labelled()
    {
        using var folder = new RulesFolder();
        var manifests = await Helm.RenderAsync("sqlite-full-values.yaml");
        var rule = manifests.Single(manifest => manifest.Kind == "PrometheusRule");
        var spec = Helm.SpecOf(rule.Yaml);

        (await folder.CheckAsync(spec)).Succeeded();
        var alerts = folder.Load(spec).Alerts;
        var plain = RuleFile.Load(Repository.Rules).Alerts;
        Assert.Equal(plain.Select(alert => alert.Alert).Except(["IncidentBridgeNoWebhooks"]), alerts.Select(alert => alert.Alert));
        Assert.All(alerts, alert =>
        {
            Assert.Equal($"https://runbooks.example.com/incident-bridge/{alert.Alert}.md", alert.Annotations["runbook_url"]);
            Assert.Equal("incident-bridge-overview", alert.Annotations["dashboard"]);
            Assert.Equal("sre", alert.Labels["team"]);
        });
        var stalled = alerts.Single(alert => alert.Alert == "IncidentBridgeDeliveryStalled");
        Assert.Equal(("10m", "5m", "warning"), (stalled.For, stalled.KeepFiringFor, stalled.Labels["severity"]));
        Assert.EndsWith("> 1800", stalled.Expr.Trim(), StringComparison.Ordinal);
        var deadLettered = alerts.Single(alert => alert.Alert == "IncidentBridgeDeadLettered");
        Assert.Null(deadLettered.For);
        Assert.EndsWith("> 2", deadLettered.Expr.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_expression_but_absent_ends_with_its_threshold()
    {
        Assert.All(
            RuleFile.Load(Repository.Rules).Alerts.Where(alert => alert.Alert != "IncidentBridgeAbsent"),
            alert => Assert.Matches(@"[<>]=? [0-9.]+$", alert.Expr.Trim()));
    }

    [Fact]
    public void The_schema_knows_every_alert_and_no_other()
    {
        var schema = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Chart, "values.schema.json")))
            .RootElement.GetProperty("properties").GetProperty("prometheusRule").GetProperty("properties");
        var alerts = RuleFile.Load(Repository.Rules).Alerts.Select(alert => alert.Alert).Order().ToList();

        Assert.All(
            new[] { "disabled", "overrides" },
            key => Assert.Equal(alerts, schema.GetProperty(key).GetProperty("properties").EnumerateObject().Select(alert => alert.Name).Order()));
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\b(incidentbridge_[a-z_]+|process_start_time_seconds|up)\b")]
    private static partial Regex Metric();
}
