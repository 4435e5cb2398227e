using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>The tests of the alerts are tested: each of these mistakes has to fail one.</summary>
public sealed class RuleMistakeTests
{
    [Theory]
    [InlineData("availability.yaml", "absent(up{job=\"incident-bridge\"})", "absent(up)")]
    [InlineData("availability.yaml", ">= 0.5", "> 0.5")]
    [InlineData("availability.yaml", "[5m]) < 0.5", "[5m]) < 1")]
    [InlineData("availability.yaml", "[30m])) > 3", "[10m])) > 3")]
    [InlineData("availability.yaml", "[30m])) > 3", "[30m])) > 0")]
    [InlineData("delivery.yaml", "max_over_time(incidentbridge_queue_oldest_age_seconds{job=\"incident-bridge\"}[5m])", "incidentbridge_queue_oldest_age_seconds{job=\"incident-bridge\"}")]
    [InlineData("delivery.yaml", "> 900", "> 800")]
    [InlineData("delivery.yaml", "> 900", "> 1200")]
    [InlineData("delivery.yaml", "max by (namespace, job) (max_over_time(incidentbridge_queue", "min by (namespace, job) (max_over_time(incidentbridge_queue")]
    [InlineData("delivery.yaml", "> 0.05", "> 0.03")]
    [InlineData("delivery.yaml", "> 0.05", ">= 0.15")]
    [InlineData("delivery.yaml", "dead_letters_total{job=\"incident-bridge\"}[1h])) > 0", "dead_letters_total{job=\"incident-bridge\"}[1h])) >= 0")]
    [InlineData("webhooks.yaml", "[30m])) > 5", "[30m])) > 3")]
    [InlineData("webhooks.yaml", "unless on (namespace, job)", "and on (namespace, job)")]
    [InlineData("webhooks.yaml", ", reason=\"store\"", "")]
    [InlineData("webhooks.yaml", ", reason=\"signature\"", "")]
    [InlineData("credentials.yaml", ", reason=\"auth\"", "")]
    [InlineData("credentials.yaml", "max_over_time(incidentbridge_private_access{job=\"incident-bridge\"}[5m])", "incidentbridge_private_access{job=\"incident-bridge\"}")]
    [InlineData("credentials.yaml", "[5m]) == 0", "[5m]) != 1")]
    [InlineData("credentials.yaml", "count by (namespace, job) (\n            max_over_time(incidentbridge_private", "sum by (namespace, job) (\n            max_over_time(incidentbridge_private")]
    [InlineData("credentials.yaml", "max_over_time(incidentbridge_private_access", "min_over_time(incidentbridge_private_access")]
    [InlineData("days.yaml", "[5m]) > 0) > 604800", "[5m])) > 604800")]
    [InlineData("days.yaml", "for: 3d", "for: 1d")]
    [InlineData("repairs.yaml", "missed_webhooks_total{job=\"incident-bridge\"}[1h])) > 0", "missed_webhooks_total{job=\"incident-bridge\"}[1h])) >= 0")]
    [InlineData("repairs.yaml", "time() - max by", "time() - min by")]
    [InlineData("repairs.yaml", "[5m])) > 0)\n          > 3", "[5m])) > 0)\n          > 6")]
    [InlineData("repairs.yaml", "resync_interval_seconds{job=\"incident-bridge\"}[5m])) > 0)", "resync_interval_seconds{job=\"incident-bridge\"}[5m])))")]
    [InlineData("repairs.yaml", "[6h])) > 20", "[6h])) > 15")]
    [InlineData("repairs.yaml", "[6h])) > 20", "[6h])) > 40")]
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
