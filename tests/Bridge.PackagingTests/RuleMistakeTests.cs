using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>The tests of the alerts are tested: each of these mistakes has to fail one.</summary>
public sealed class RuleMistakeTests
{
    [Theory]
    [InlineData("availability.yaml", "absent(up{job=\"incident-bridge\"})", "absent(up)")]
    [InlineData("availability.yaml", ">= 0.5", "> 0.5")]
    [InlineData("availability.yaml", "[5m]) < 0.5", "[5m]) < 1")]
    [InlineData("availability.yaml", " and up{job=\"incident-bridge\"}", "")]
    [InlineData("availability.yaml", "cluster, namespace, job", "namespace, job")]
    [InlineData("availability.yaml", "changes(process_start_time_seconds{job=\"incident-bridge\"}[30m])", "changes(process_start_time_seconds{job=\"incident-bridge\"}[10m])")]
    [InlineData("availability.yaml", "- 1\n", "+ 0\n")]
    [InlineData("availability.yaml", "          > 3\n        labels:\n          severity: critical", "          > 1\n        labels:\n          severity: critical")]
    [InlineData("availability.yaml", "max_over_time((count by (cluster, namespace, job) (process_start_time_seconds{job=\"incident-bridge\"}))[30m:1m])", "count by (cluster, namespace, job) (process_start_time_seconds{job=\"incident-bridge\"})")]
    [InlineData("availability.yaml", "max by (cluster, namespace, job) (max_over_time(incidentbridge_store_ready", "min by (cluster, namespace, job) (max_over_time(incidentbridge_store_ready")]
    [InlineData("availability.yaml", "max_over_time(incidentbridge_store_ready{job=\"incident-bridge\"}[2m])) == 0\n        for: 5m", "max_over_time(incidentbridge_store_ready{job=\"incident-bridge\"}[2m])) == 0\n        for: 0m")]
    [InlineData("availability.yaml", "max_over_time(incidentbridge_settings_reload_failing{job=\"incident-bridge\"}[5m])", "incidentbridge_settings_reload_failing{job=\"incident-bridge\"}")]
    [InlineData("availability.yaml", "refused_total{job=\"incident-bridge\"}[5m])) > 0\n        for: 15m", "refused_total{job=\"incident-bridge\"}[5m])) > 0\n        for: 5m")]
    [InlineData("delivery.yaml", "max_over_time(incidentbridge_queue_oldest_age_seconds{job=\"incident-bridge\"}[5m])", "incidentbridge_queue_oldest_age_seconds{job=\"incident-bridge\"}")]
    [InlineData("delivery.yaml", "> 900", "> 800")]
    [InlineData("delivery.yaml", "> 900", "> 1200")]
    [InlineData("delivery.yaml", "max by (cluster, namespace, job) (max_over_time(incidentbridge_queue", "min by (cluster, namespace, job) (max_over_time(incidentbridge_queue")]
    [InlineData("delivery.yaml", "> 0.2", "> 0.05")]
    [InlineData("delivery.yaml", "> 0.2", ">= 0.35")]
    [InlineData("delivery.yaml", "total{job=\"incident-bridge\"}[5m]))\n          )", "total{job=\"incident-bridge\"}[1h]))\n          )")]
    [InlineData("delivery.yaml", "_failed_total{job=\"incident-bridge\"}[5m]", "_failed_total{job=\"incident-bridge\"}[15m]")]
    [InlineData("delivery.yaml", "max_over_time(incidentbridge_grafana_up{job=\"incident-bridge\"}[5m])", "incidentbridge_grafana_up{job=\"incident-bridge\"}")]
    [InlineData("delivery.yaml", "max by (cluster, namespace, job, grafana) (max_over_time(incidentbridge_grafana_up", "min by (cluster, namespace, job, grafana) (max_over_time(incidentbridge_grafana_up")]
    [InlineData("delivery.yaml", "max by (cluster, namespace, job, grafana, reason) (max_over_time(incidentbridge_dead_letters{job=\"incident-bridge\"}[5m])) > 0", "sum by (cluster, namespace, job, grafana, reason) (increase(incidentbridge_dead_letters_total{job=\"incident-bridge\"}[1h])) > 0")]
    [InlineData("delivery.yaml", "max by (cluster, namespace, job, grafana, reason)", "sum by (cluster, namespace, job, grafana, reason)")]
    [InlineData("delivery.yaml", "max_over_time(incidentbridge_dead_letters{job=\"incident-bridge\"}[5m])", "incidentbridge_dead_letters{job=\"incident-bridge\"}")]
    [InlineData("webhooks.yaml", "[10m])) >= 6", "[10m])) >= 12")]
    [InlineData("webhooks.yaml", "[10m])) >= 6\n        for: 15m", "[30m])) >= 6\n        for: 5m")]
    [InlineData("webhooks.yaml", "            unless\n", "            and\n")]
    [InlineData("webhooks.yaml", ", reason=\"signature\"", "")]
    [InlineData("webhooks.yaml", ", reason=\"timestamp\"", "")]
    [InlineData("webhooks.yaml", "[45m] offset 75m", "[1h]")]
    [InlineData("webhooks.yaml", "[45m] offset 75m", "[1h] offset 1h")]
    [InlineData("webhooks.yaml", "          >= 4", "          >= 2")]
    [InlineData("webhooks.yaml", "          >= 4", "          > 4")]
    [InlineData("webhooks.yaml", "accepted_total{job=\"incident-bridge\"}[2h]", "accepted_total{job=\"incident-bridge\"}[1h]")]
    [InlineData("credentials.yaml", ", reason=\"auth\"", "")]
    [InlineData("credentials.yaml", "[10m] offset 15m", "[10m]")]
    [InlineData("credentials.yaml", "[10m] offset 30m", "[10m] offset 15m")]
    [InlineData("credentials.yaml", "[10m] offset 15m", "[10m] offset 10m")]
    [InlineData("credentials.yaml", "max_over_time(incidentbridge_private_access{job=\"incident-bridge\"}[5m])", "incidentbridge_private_access{job=\"incident-bridge\"}")]
    [InlineData("credentials.yaml", "[5m]) == 0", "[5m]) != 1")]
    [InlineData("credentials.yaml", "count by (cluster, namespace, job) (\n            max_over_time(incidentbridge_private", "sum by (cluster, namespace, job) (\n            max_over_time(incidentbridge_private")]
    [InlineData("credentials.yaml", "max_over_time(incidentbridge_private_access", "min_over_time(incidentbridge_private_access")]
    [InlineData("days.yaml", "[5m]) > 0) > 604800", "[5m])) > 604800")]
    [InlineData("rotation.yaml", "[5d] offset 6d", "[5d]")]
    [InlineData("rotation.yaml", "[5d] offset 6d", "[5d] offset 1d")]
    [InlineData("rotation.yaml", "[5d]", "[1d]")]
    [InlineData("days.yaml", "          > 20", "          > 15")]
    [InlineData("days.yaml", "          > 20", "          > 40")]
    [InlineData("days.yaml", ", kind=\"create\"", "")]
    [InlineData("days.yaml", "incidentbridge_deliveries_total{job=\"incident-bridge\", kind=\"create\"}[6h]", "incidentbridge_deliveries_total{job=\"incident-bridge\", kind=\"create\"}[10m]")]
    [InlineData("repairs.yaml", "[6h])) >= 3", "[6h])) >= 2")]
    [InlineData("repairs.yaml", "[6h])) >= 3", "[1h])) >= 3")]
    [InlineData("repairs.yaml", "time() - max by", "time() - min by")]
    [InlineData("repairs.yaml", "[5m])) > 0)\n          > 3", "[5m])) > 0)\n          > 6")]
    [InlineData("repairs.yaml", "resync_interval_seconds{job=\"incident-bridge\"}[5m])) > 0)", "resync_interval_seconds{job=\"incident-bridge\"}[5m])))")]
    [InlineData("repairs.yaml", "unreadable_incidents_total{job=\"incident-bridge\"}[15m])) > 0\n        for: 30m", "unreadable_incidents_total{job=\"incident-bridge\"}[1h])) > 0\n        for: 30m")]
    public async Task A_mistake_in_a_rule_fails_a_test(string testFile, string right, string wrong)
    {
        using var folder = new RulesFolder();
        var rules = await File.ReadAllTextAsync(Repository.Rules, TestContext.Current.CancellationToken);
        Assert.Contains(right, rules, StringComparison.Ordinal);

        var result = await folder.TestAsync(rules.Replace(right, wrong, StringComparison.Ordinal), testFile);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("FAILED", result.Output + result.Error, StringComparison.Ordinal);
    }
}
