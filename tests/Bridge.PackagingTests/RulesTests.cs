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
        Assert.Contains("(limit: {{ humanizeDuration 1800 }})", stalled.Annotations["description"], StringComparison.Ordinal);
        var deadLettered = alerts.Single(alert => alert.Alert == "IncidentBridgeDeadLettered");
        Assert.Equal("5m", deadLettered.For);
        Assert.Equal("https://wiki.example.com", rule.As<PrometheusRule>().Metadata.Annotations["example.com/owner"]);
        Assert.EndsWith("> 2", deadLettered.Expr.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_threshold_changes_the_expression_and_the_number_in_the_text()
    {
        using var folder = new RulesFolder();
        var plain = RuleFile.Load(Repository.Rules).Alerts.Where(alert => Limit().IsMatch(alert.Annotations["description"])).ToList();
        var rendered = await Helm.RulesAsync([.. plain.SelectMany(alert => new[] { "--set", $"prometheusRule.overrides.{alert.Alert}.threshold=7.5" })]);

        (await folder.CheckAsync(rendered)).Succeeded();
        Assert.NotEmpty(plain);
        var changed = folder.Load(rendered).Alerts.ToDictionary(alert => alert.Alert);
        Assert.All(plain, alert =>
        {
            Assert.Matches(@"[<>]=? 7\.5$", changed[alert.Alert].Expr.Trim());
            Assert.Equal(Limit().Replace(alert.Annotations["description"], "(limit: {{ $1 7.5 }})"), changed[alert.Alert].Annotations["description"]);
            Assert.Equal(Limit().Match(alert.Annotations["description"]).Groups[2].Value, alert.Expr.Trim().Split(' ')[^1]);
        });
    }

    [Fact]
    public void The_schema_takes_a_threshold_where_there_is_one_and_refuses_it_elsewhere()
    {
        var overrides = RuleSettings().GetProperty("overrides").GetProperty("properties");

        Assert.All(RuleFile.Load(Repository.Rules).Alerts, alert => Assert.Equal(
            "#/definitions/alertOverride" + (Limit().IsMatch(alert.Annotations["description"]) ? "" : "WithoutThreshold"),
            overrides.GetProperty(alert.Alert).GetProperty("$ref").GetString()));
    }

    /// <summary>How long an alert waits can be changed by values, and the text would be wrong then.</summary>
    [Fact]
    public void No_text_says_how_long_its_alert_waits()
    {
        Assert.All(
            RuleFile.Load(Repository.Rules).Alerts.Where(alert => alert.For is not null),
            alert => Assert.DoesNotContain($"{alert.For!.TrimEnd('m')} minutes", alert.Annotations["description"] + alert.Annotations["summary"], StringComparison.Ordinal));
    }

    /// <summary>A burst stays in the window of a counter for as long as that is: it must not outlast the wait.</summary>
    [Fact]
    public void A_window_over_a_counter_is_shorter_than_the_wait()
    {
        Assert.All(
            RuleFile.Load(Repository.Rules).Alerts.Where(alert => alert.For is not null).SelectMany(alert => CounterWindow().Matches(alert.Expr).Select(window => (alert, window))),
            rule => Assert.True(Minutes(rule.window.Groups[1].Value) < Minutes(rule.alert.For!), rule.alert.Alert));

        static int Minutes(string duration) => int.Parse(duration[..^1], System.Globalization.CultureInfo.InvariantCulture) * (duration[^1] == 'h' ? 60 : duration[^1] == 'd' ? 1440 : 1);
    }

    [Fact]
    public void Every_aggregation_keeps_the_labels_that_tell_bridges_apart()
    {
        Assert.All(
            RuleFile.Load(Repository.Rules).Alerts.SelectMany(alert => Aggregation().Matches(alert.Expr)),
            aggregation => Assert.StartsWith("by (cluster, namespace, job", aggregation.Value, StringComparison.Ordinal));
        Assert.Equal("""["cluster", "namespace", "job"]""", ValuesFile.ReadAll().Single(value => value.Path == "prometheusRule.aggregationLabels").Default);
    }

    [Fact]
    public async Task Other_labels_tell_bridges_apart_if_values_say_so()
    {
        using var folder = new RulesFolder();
        var rendered = await Helm.RulesAsync("--set", "prometheusRule.aggregationLabels={region,cluster,namespace,job,service}");

        (await folder.CheckAsync(rendered)).Succeeded();
        Assert.All(
            folder.Load(rendered).Alerts.SelectMany(alert => Aggregation().Matches(alert.Expr)),
            aggregation => Assert.StartsWith("by (region, cluster, namespace, job, service", aggregation.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_bridges_of_one_release_have_rules_of_their_own()
    {
        var one = await Helm.RulesAsync("--set", "nameOverride=one");
        var two = await Helm.RulesAsync("--set", "nameOverride=two");

        Assert.Contains("job=\"incident-bridge-one\", namespace=\"ops\"", one, StringComparison.Ordinal);
        Assert.Contains("job=\"incident-bridge-two\", namespace=\"ops\"", two, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_that_only_polls_gets_none_of_the_alerts_about_webhooks()
    {
        using var folder = new RulesFolder();
        var rendered = await Helm.RulesAsync("--set", "config.incidentIo.webhooks=false");

        var about = RuleFile.Load(Repository.Rules).Groups.Single(group => group.Name == "incident-bridge-webhooks").Rules.Select(alert => alert.Alert).ToList();
        Assert.NotEmpty(about);
        Assert.Equal(RuleFile.Load(Repository.Rules).Alerts.Select(alert => alert.Alert).Except(about), folder.Load(rendered).Alerts.Select(alert => alert.Alert));
    }

    [Fact]
    public void What_asks_for_webhooks_is_in_their_group()
    {
        Assert.All(RuleFile.Load(Repository.Rules).Groups, group => Assert.All(
            group.Rules,
            alert => Assert.Equal(group.Name == "incident-bridge-webhooks", alert.Expr.Contains("_webhook", StringComparison.Ordinal) || alert.Expr.Contains("_signing_", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Without_any_alert_there_is_no_object()
    {
        var off = RuleFile.Load(Repository.Rules).Alerts.SelectMany(alert => new[] { "--set", $"prometheusRule.disabled.{alert.Alert}=true" });

        var rendered = await Helm.TemplateAsync(["--set", "prometheusRule.enabled=true", .. off]);

        Assert.DoesNotContain(Manifest.ReadAll(rendered.Succeeded()), manifest => manifest.Kind == "PrometheusRule");
    }

    [Fact]
    public void The_schema_knows_every_alert_and_no_other()
    {
        var schema = RuleSettings();
        var alerts = RuleFile.Load(Repository.Rules).Alerts.Select(alert => alert.Alert).Order().ToList();

        Assert.All(
            new[] { "disabled", "overrides" },
            key => Assert.Equal(alerts, schema.GetProperty(key).GetProperty("properties").EnumerateObject().Select(alert => alert.Name).Order()));
    }

    private static System.Text.Json.JsonElement RuleSettings() =>
        System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Chart, "values.schema.json")))
            .RootElement.GetProperty("properties").GetProperty("prometheusRule").GetProperty("properties");

    [GeneratedRegex(@"\(limit: \{\{ (\w+) ([0-9.]+) \}\}\)")]
    private static partial Regex Limit();

    [GeneratedRegex(@"(?:rate|increase)\([^\[]*\[([0-9]+[mhd])\]")]
    private static partial Regex CounterWindow();

    [GeneratedRegex(@"\b(?:by|on|without|ignoring) \([^)]*\)")]
    private static partial Regex Aggregation();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\b(incidentbridge_[a-z_]+|process_start_time_seconds|up)\b")]
    private static partial Regex Metric();
}
