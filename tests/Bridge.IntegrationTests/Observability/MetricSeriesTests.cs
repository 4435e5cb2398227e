using Bridge.IntegrationTests.Hosting;
using Bridge.Ports;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Observability;

public sealed class MetricSeriesTests
{
    private static readonly string[] Reasons = LabelsOf<FailureReason>();
    private static readonly string[] Upstreams = LabelsOf<UpstreamName>();
    private static readonly string[] Kinds = LabelsOf<DeliveryKind>();

    [Fact]
    public async Task Every_series_exists_at_0_before_anything_happened()
    {
        await using var bridge = await BridgeInstance.StartAsync(
            new()
            {
                ["Grafana:second:Token"] = "another-token",
                ["IncidentIo:SigningSecrets:1"] = "whsec_AAAAr8GKYqrTwjUPD8ILPZIo2LaLAAAA",
            },
            prepare: bridge =>
            {
                bridge.Set("Grafana:second:Url", bridge.Grafana.Url);
                bridge.IncidentIo.Hold("GET");
                bridge.Grafana.Hold("GET");
            });

        var metrics = await bridge.ReadMetricsAsync();

        var ours = metrics
            .Where(series => series.Key.StartsWith("incidentbridge_", StringComparison.Ordinal))
            .Where(series => !series.Key.Contains("_bucket{", StringComparison.Ordinal))
            .ToDictionary();
        var info = Assert.Single(ours, series => series.Key.StartsWith("incidentbridge_build_info{", StringComparison.Ordinal));
        ours.Remove(info.Key);
        Assert.Equal(Expected().Order(), ours.Keys.Order());
        Assert.All(ours, series => Assert.Equal((series.Key, Start(series.Key)), (series.Key, series.Value)));
        Assert.Matches("""^incidentbridge_build_info\{version="\d+\.\d+\.\d+[^"]*",revision="[^"]+"\}$""", info.Key);
        Assert.Equal(1, info.Value);
    }

    [Fact]
    public async Task Beside_them_are_the_process_and_the_runtime_and_nothing_else()
    {
        await using var bridge = await BridgeInstance.StartAsync();

        var metrics = await bridge.ReadMetricsAsync();

        Assert.True(metrics["process_start_time_seconds"] > 1_700_000_000);
        Assert.InRange(metrics["process_resident_memory_bytes"], 10e6, 10e9);
        Assert.InRange(metrics["process_open_fds"], 3, metrics["process_max_fds"]);
        Assert.All(metrics.Keys, series => Assert.Matches("^(incidentbridge|process|dotnet)_", series));
    }

    /// <summary>0, but for gauges whose 0 is an answer: as long as incident.io has given none, it is no number.</summary>
    private static double Start(string series) => series switch
    {
        "incidentbridge_private_access" => double.NaN,
        "incidentbridge_store_ready" => 1,

        // The scrape's own.
        """incidentbridge_connections{port="management"}""" => 1,
        _ => 0,
    };

    private static IEnumerable<string> Expected() =>
    [
        "incidentbridge_webhook_requests_total",
        .. LabelsOf<RejectReason>().Select(reason => $$"""incidentbridge_webhook_rejected_total{reason="{{reason}}"}"""),
        .. LabelsOf<WebhookResult>().Select(result => $$"""incidentbridge_webhook_accepted_total{result="{{result}}"}"""),
        "incidentbridge_webhook_last_accepted_timestamp_seconds",
        "incidentbridge_webhook_duration_seconds_sum",
        "incidentbridge_webhook_duration_seconds_count",
        """incidentbridge_signing_secret_matches_total{secret="0"}""",
        """incidentbridge_signing_secret_matches_total{secret="1"}""",
        .. LabelsOf<Listener>().Select(port => $$"""incidentbridge_connections{port="{{port}}"}"""),
        .. from port in LabelsOf<Listener>()
           from reason in LabelsOf<RefusalReason>()
           select $$"""incidentbridge_connections_refused_total{port="{{port}}",reason="{{reason}}"}""",
        "incidentbridge_settings_reload_failing",
        "incidentbridge_store_ready",
        "incidentbridge_queue_pending",
        "incidentbridge_queue_oldest_age_seconds",
        .. from grafana in new[] { "main", "second" }
           from kind in Kinds
           select $$"""incidentbridge_deliveries_total{grafana="{{grafana}}",kind="{{kind}}"}""",
        .. from grafana in new[] { "main", "second" }
           from kind in Kinds
           from reason in Reasons
           select $$"""incidentbridge_deliveries_failed_total{grafana="{{grafana}}",kind="{{kind}}",reason="{{reason}}"}""",
        "incidentbridge_delivery_latency_seconds_sum",
        "incidentbridge_delivery_latency_seconds_count",
        .. from grafana in new[] { "main", "second" }
           select $$"""incidentbridge_deliveries_pending{grafana="{{grafana}}"}""",
        .. from grafana in new[] { "main", "second" }
           from reason in Reasons
           select $$"""incidentbridge_dead_letters{grafana="{{grafana}}",reason="{{reason}}"}""",
        .. from grafana in new[] { "main", "second" }
           from reason in Reasons
           select $$"""incidentbridge_dead_letters_total{grafana="{{grafana}}",reason="{{reason}}"}""",
        .. Upstreams.Select(upstream => $$"""incidentbridge_upstream_requests_total{upstream="{{upstream}}"}"""),
        .. from upstream in Upstreams
           from reason in Reasons
           select $$"""incidentbridge_upstream_failed_total{upstream="{{upstream}}",reason="{{reason}}"}""",
        .. Upstreams.Select(upstream => $$"""incidentbridge_upstream_duration_seconds_sum{upstream="{{upstream}}"}"""),
        .. Upstreams.Select(upstream => $$"""incidentbridge_upstream_duration_seconds_count{upstream="{{upstream}}"}"""),
        "incidentbridge_unreadable_incidents_total",
        "incidentbridge_others_oldest_age_seconds",
        "incidentbridge_others_pending",
        "incidentbridge_private_access",
        "incidentbridge_missed_webhooks_total",
        "incidentbridge_resync_last_success_timestamp_seconds",
        "incidentbridge_resync_interval_seconds",
        "incidentbridge_drift_repaired_total",
        "incidentbridge_retention_removed_total",
        .. LabelsOf<SubjectKind>().Select(kind => $$"""incidentbridge_annotation_changes_total{subject="{{kind}}"}"""),
        "incidentbridge_alerts_over_cap_total",
        "incidentbridge_dry_run",
        "incidentbridge_log_lines_dropped_total",
        .. LabelsOf<TemplateFailure>().Select(reason => $$"""incidentbridge_template_failures_total{reason="{{reason}}"}"""),
    ];

    private static string[] LabelsOf<TValue>()
        where TValue : struct, Enum => [.. Enum.GetValues<TValue>().Select(Labels.Of)];
}
