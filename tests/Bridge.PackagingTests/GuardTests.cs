using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>What cannot work is refused before it is installed, with a sentence that says what to do.</summary>
public sealed class GuardTests
{
    private const string Grafana = "config.grafana.main.url=https://grafana.example.com";

    [Theory]
    [InlineData("SQLite allows one replica at most: set replicaCount to 1, or config.storage.provider to postgres", "replicaCount=2")]
    [InlineData("SQLite allows one replica at most: set autoscaling.enabled to false", "autoscaling.enabled=true")]
    [InlineData("raise maxReplicas", "config.storage.provider=postgres", "autoscaling.enabled=true", "autoscaling.minReplicas=9")]
    [InlineData("name this value in the dependency's condition", "enabled=false")]
    [InlineData("set service.type to LoadBalancer or NodePort", "service.externalTrafficPolicy=Local")]
    [InlineData("set service.type to LoadBalancer, or leave them out", "service.type=NodePort", "service.loadBalancerClass=service.k8s.aws/nlb")]
    [InlineData("set service.type to LoadBalancer, or leave them out", "service.loadBalancerSourceRanges={192.0.2.0/24}")]
    [InlineData("choose two ports", "config.server.webhookPort=8081")]
    [InlineData("no change would ever be found", "config.incidentIo.webhooks=false", "config.incidentIo.resyncInterval=00:00:00")]
    [InlineData("ingress.enabled needs ingress.host", "ingress.enabled=true")]
    [InlineData("httpRoute.enabled needs httpRoute.host", "httpRoute.enabled=true", "httpRoute.host=bridge.example.com")]
    [InlineData("a stop may take 30 seconds (preStop and work in progress): set it higher", "terminationGracePeriodSeconds=30")]
    [InlineData("a stop may take 65 seconds", "lifecycle.preStop.sleep.seconds=40")]
    [InlineData("IncidentIo__ApiKey is missing: add secrets.from.IncidentIo__ApiKey", Grafana, "secrets.trial.Grafana__main__Token=t")]
    [InlineData(
        "IncidentIo__SigningSecrets__0 is missing: add secrets.from.IncidentIo__SigningSecrets__0",
        Grafana, "secrets.trial.IncidentIo__ApiKey=k", "secrets.trial.Grafana__main__Token=t")]
    [InlineData(
        "Grafana__main__Token is missing: add secrets.from.Grafana__main__Token",
        Grafana, "secrets.trial.IncidentIo__ApiKey=k", "secrets.trial.IncidentIo__SigningSecrets__0=s")]
    [InlineData(
        "Storage__ConnectionString is missing: add secrets.from.Storage__ConnectionString",
        Grafana, "config.storage.provider=postgres", "secrets.trial.IncidentIo__ApiKey=k", "secrets.trial.IncidentIo__SigningSecrets__0=s",
        "secrets.trial.Grafana__main__Token=t")]
    [InlineData(
        "There is no Grafana to annotate: set config.grafana.<name>.url",
        "secrets.trial.IncidentIo__ApiKey=k", "secrets.trial.IncidentIo__SigningSecrets__0=s")]
    [InlineData(
        "The cluster does not know the kind ServiceMonitor: install Prometheus Operator's CRDs, or set renderMode",
        "serviceMonitor.enabled=true", "serviceMonitor.renderMode=failIfMissing")]
    public async Task What_cannot_work_is_refused_with_advice(string advice, params string[] values)
    {
        var result = await Helm.TemplateAsync([.. values.SelectMany(value => new[] { "--set", value })]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(advice, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replicas_are_guarded_without_the_schema_too()
    {
        var result = await Helm.TemplateAsync("--skip-schema-validation", "--set", "replicaCount=2");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("SQLite allows one replica at most", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_threshold_is_guarded_without_the_schema_too()
    {
        var result = await Helm.TemplateAsync(
            "--skip-schema-validation", "--set", "prometheusRule.enabled=true", "--set", "prometheusRule.overrides.IncidentBridgeUpstreamAuthFailing.threshold=3");

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("IncidentBridgeUpstreamAuthFailing.threshold: this alert compares with no number that could be changed", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("replicacount", "replicacount=2")]
    [InlineData("shap", "config.annotations.shap=points")]
    [InlineData("tokn", "config.grafana.main.tokn=x", Grafana)]
    [InlineData("IncidentBridgeDwon", "prometheusRule.disabled.IncidentBridgeDwon=true")]
    [InlineData("treshold", "prometheusRule.overrides.IncidentBridgeDown.treshold=1")]
    [InlineData("threshold", "prometheusRule.overrides.IncidentBridgeAbsent.threshold=1")]
    [InlineData("aggregationLabels", "prometheusRule.aggregationLabels={cluster,not-a-label}")]
    [InlineData("externalTrafficPolicy", "service.externalTrafficPolicy=local")]
    [InlineData("fullnameOverride", "fullnameOverride=1234")]
    [InlineData("region", "config.annotations.shape=regions")]
    [InlineData("ReadWriteOncePod", "persistence.accessMode=ReadWriteMany")]
    [InlineData("minInterval", "config.reconciliation.minInterval=05:00")]
    [InlineData("url", "config.grafana.main.orgId=1")]
    [InlineData("apiUrl", "config.incidentIo.apiUrl=api.incident.io")]
    [InlineData("IncidentIo__Apikey", "secrets.trial.IncidentIo__Apikey=k")]
    [InlineData("path", "config.storage.path=bridge.db")]
    public async Task A_value_that_the_schema_does_not_know_is_refused_by_name(string named, params string[] values)
    {
        var result = await Helm.TemplateAsync([.. values.SelectMany(value => new[] { "--set", value })]);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
    }
}
