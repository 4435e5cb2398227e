using Bridge.Vocabulary;
using Prometheus;

namespace Bridge.Observability;

/// <summary>
/// Every metric of the bridge, in one place: callers say what happened and never see an instrument. Each label combination exists
/// from the start, at 0, since a counter that first appears as 1 is invisible to <c>increase()</c>.
/// </summary>
internal sealed class BridgeMetrics
{
    public const string Prefix = "incidentbridge_";

    private readonly IReadOnlyList<string> _grafanas;

    private readonly Counter _requests;
    private readonly Counter _rejected;
    private readonly Counter _accepted;
    private readonly Gauge _lastAccepted;
    private readonly Histogram _webhookDuration;
    private readonly Counter _secretMatches;
    private readonly Gauge _storeReady;
    private readonly Gauge _pending;
    private readonly Gauge _pendingByGrafana;
    private readonly Gauge _oldestAge;
    private readonly Gauge _othersPending;
    private readonly Gauge _othersOldestAge;
    private readonly Counter _deliveries;
    private readonly Counter _deliveriesFailed;
    private readonly Histogram _deliveryLatency;
    private readonly Gauge _deadLetters;
    private readonly Counter _deadLettersTotal;
    private readonly Counter _upstreamRequests;
    private readonly Counter _upstreamFailed;
    private readonly Histogram _upstreamDuration;
    private readonly Gauge _grafanaUp;
    private readonly Gauge _privateAccess;
    private readonly Counter _unreadableIncidents;
    private readonly Counter _missedWebhooks;
    private readonly Gauge _lastResync;
    private readonly Gauge _resyncInterval;
    private readonly Gauge _dryRun;
    private readonly Counter _driftRepaired;
    private readonly Counter _retentionRemoved;
    private readonly Counter _annotationChanges;
    private readonly Counter _templateFailures;
    private readonly Counter _alertsOverCap;
    private readonly Counter _logLinesDropped;

    /// <param name="registry">What is exposed.</param>
    /// <param name="grafanas">The names of all Grafanas.</param>
    /// <param name="signingSecrets">How many there are.</param>
    /// <param name="webhooks">Whether the bridge takes webhooks. If not, what counts them is not exposed: a 0 would look like webhooks that do not come.</param>
    public BridgeMetrics(CollectorRegistry registry, IReadOnlyList<string> grafanas, int signingSecrets, bool webhooks = true)
    {
        var metrics = Metrics.WithCustomRegistry(registry);
        var ofWebhooks = webhooks ? metrics : Metrics.WithCustomRegistry(Metrics.NewCustomRegistry());
        _grafanas = grafanas;

        _requests = ofWebhooks.CreateCounter(Prefix + "webhook_requests_total", "Webhook requests, whatever became of them.");
        _rejected = ofWebhooks.CreateCounter(
            Prefix + "webhook_rejected_total", "Webhook requests that were refused, by reason.", "reason");
        _accepted = ofWebhooks.CreateCounter(
            Prefix + "webhook_accepted_total", "Verified webhooks that were answered with success, by result.", "result");
        _lastAccepted = ofWebhooks.CreateGauge(
            Prefix + "webhook_last_accepted_timestamp_seconds", "When the last verified webhook came, in unix seconds; 0 before the first.");
        _webhookDuration = ofWebhooks.CreateHistogram(
            Prefix + "webhook_duration_seconds",
            "Time from a webhook's headers to its answer.",
            new HistogramConfiguration { Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        _secretMatches = ofWebhooks.CreateCounter(
            Prefix + "signing_secret_matches_total", "Webhooks verified with each signing secret, by its index in the settings.", "secret");
        _storeReady = metrics.CreateGauge(
            Prefix + "store_ready", "1 when a transaction could be committed at this scrape, as /readyz asks it; 0 when it could not.");
        _pending = metrics.CreateGauge(Prefix + "queue_pending", "Incidents with changes that not every Grafana shows yet, not counting dead letters.");
        _pendingByGrafana = metrics.CreateGauge(
            Prefix + "deliveries_pending", "Incidents, and what is beside them, that wait to be shown in a Grafana, or for a retry there, not counting dead letters.", "grafana");
        _oldestAge = metrics.CreateGauge(
            Prefix + "queue_oldest_age_seconds", "Age of the oldest event of an incident that is not reconciled; 0 when there is none.");
        _othersPending = metrics.CreateGauge(
            Prefix + "others_pending", "What is beside incidents, such as alerts, with changes that not every Grafana shows yet, not counting dead letters.");
        _othersOldestAge = metrics.CreateGauge(
            Prefix + "others_oldest_age_seconds", "Age of the oldest event beside incidents that is not reconciled; 0 when there is none.");
        _deliveries = metrics.CreateCounter(
            Prefix + "deliveries_total", "Attempts to change an annotation, by Grafana and kind.", "grafana", "kind");
        _deliveriesFailed = metrics.CreateCounter(
            Prefix + "deliveries_failed_total", "Attempts to change an annotation that failed.", "grafana", "kind", "reason");
        _deliveryLatency = metrics.CreateHistogram(
            Prefix + "delivery_latency_seconds",
            "Time from the acceptance of a webhook, or from a list that had the change before it, to the confirmation of its annotations.",
            new HistogramConfiguration { Buckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600] });
        _deadLetters = metrics.CreateGauge(
            Prefix + "dead_letters", "Incidents given up in a Grafana until somebody acts, by reason; still tried slowly.", "grafana", "reason");
        _deadLettersTotal = metrics.CreateCounter(
            Prefix + "dead_letters_total", "Incidents that became dead letters in a Grafana, by reason.", "grafana", "reason");
        _upstreamRequests = metrics.CreateCounter(
            Prefix + "upstream_requests_total", "HTTP requests sent, retries included.", "upstream");
        _upstreamFailed = metrics.CreateCounter(
            Prefix + "upstream_failed_total", "HTTP requests that failed or were answered without success.", "upstream", "reason");
        _upstreamDuration = metrics.CreateHistogram(
            Prefix + "upstream_duration_seconds",
            "Time of one HTTP request.",
            new HistogramConfiguration { LabelNames = ["upstream"], Buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });
        _grafanaUp = metrics.CreateGauge(
            Prefix + "grafana_up", "1 while a Grafana takes requests, 0 while its breaker is open; absent before the first answer.", "grafana");
        _privateAccess = metrics.CreateGauge(
            Prefix + "private_access",
            "1 when the incident.io key has the role global_access, so that private incidents can be read; 0 when it lacks it; NaN until incident.io has said.");

        // Here 0 says something, so it is not where to begin. NaN equals nothing, and so fires no alert.
        _privateAccess.Set(double.NaN);
        _unreadableIncidents = metrics.CreateCounter(
            Prefix + "unreadable_incidents_total", "Incidents in incident.io's answers that were left out because they could not be read.");
        _missedWebhooks = ofWebhooks.CreateCounter(
            Prefix + "missed_webhooks_total", "Changes of incidents that resync found and no webhook announced.");
        _lastResync = metrics.CreateGauge(
            Prefix + "resync_last_success_timestamp_seconds", "When a resync last ended well, in unix seconds; 0 before the first.");
        _resyncInterval = metrics.CreateGauge(
            Prefix + "resync_interval_seconds", "How often a resync is due; 0 when it is turned off.");
        _driftRepaired = metrics.CreateCounter(
            Prefix + "drift_repaired_total", "Annotations that somebody deleted, changed or doubled in Grafana and that were put right.");
        _retentionRemoved = metrics.CreateCounter(
            Prefix + "retention_removed_total", "Annotations that Annotations:KeepFor took away.");
        _annotationChanges = metrics.CreateCounter(
            Prefix + "annotation_changes_total", "Annotations that were created, updated or deleted so that a Grafana shows the latest state, by what they are about.", "subject");
        _alertsOverCap = metrics.CreateCounter(
            Prefix + "alerts_over_cap_total", "Alerts that are not shown because their day has as many as Alerts:MaxPerDay lets it.");
        _templateFailures = metrics.CreateCounter(
            Prefix + "template_failures_total", "Annotations written with the default text because the template could not be used.", "reason");
        _logLinesDropped = metrics.CreateCounter(
            Prefix + "log_lines_dropped_total", "Log lines that were dropped, since whoever reads standard output did not take them.");
        _dryRun = metrics.CreateGauge(
            Prefix + "dry_run", "1 in a dry run, which counts deliveries as if they were made and writes nothing to any Grafana; else 0.");
        metrics.CreateGauge(Prefix + "build_info", "The running build; always 1.", "version", "revision")
            .WithLabels(BuildInfo.Version, BuildInfo.Revision).Set(1);

        InitialiseLabels(grafanas, signingSecrets);
    }

    /// <summary>This process writes nothing to any Grafana.</summary>
    public void RunsDry() => _dryRun.Set(1);

    public void WebhookRequested() => _requests.Inc();

    public void WebhookRejected(RejectReason reason) => _rejected.WithLabels(Labels.Of(reason)).Inc();

    public void WebhookAccepted(WebhookResult result, DateTimeOffset now)
    {
        _accepted.WithLabels(Labels.Of(result)).Inc();
        LastAcceptedAt(now);
    }

    public void LastAcceptedAt(DateTimeOffset time) => _lastAccepted.IncTo(time.ToUnixTimeMilliseconds() / 1000.0);

    public void WebhookAnswered(TimeSpan duration) => _webhookDuration.Observe(duration.TotalSeconds);

    public void SecretMatched(int index) => _secretMatches.WithLabels(IndexLabel(index)).Inc();

    public void Delivered(string grafana, DeliveryKind kind) => _deliveries.WithLabels(grafana, Labels.Of(kind)).Inc();

    public void DeliveryFailed(string grafana, DeliveryKind kind, FailureReason reason)
    {
        _deliveries.WithLabels(grafana, Labels.Of(kind)).Inc();
        _deliveriesFailed.WithLabels(grafana, Labels.Of(kind), Labels.Of(reason)).Inc();
    }

    public void DeliveryConfirmed(TimeSpan latency) => _deliveryLatency.Observe(latency.TotalSeconds);

    public void DeadLettered(string grafana, FailureReason reason) => _deadLettersTotal.WithLabels(grafana, Labels.Of(reason)).Inc();

    public void UpstreamAnswered(UpstreamName upstream, FailureReason? failure, TimeSpan duration)
    {
        _upstreamRequests.WithLabels(Labels.Of(upstream)).Inc();
        _upstreamDuration.WithLabels(Labels.Of(upstream)).Observe(duration.TotalSeconds);
        if (failure is { } reason)
        {
            _upstreamFailed.WithLabels(Labels.Of(upstream), Labels.Of(reason)).Inc();
        }
    }

    public void GrafanaUp(string grafana, bool isUp) => _grafanaUp.WithLabels(grafana).Set(isUp ? 1 : 0);

    public void PrivateAccess(bool granted) => _privateAccess.Set(granted ? 1 : 0);

    public void IncidentsUnreadable(int count) => _unreadableIncidents.Inc(count);

    public void WebhooksMissed(int count) => _missedWebhooks.Inc(count);

    public void ResyncEvery(TimeSpan interval) => _resyncInterval.Set(interval.TotalSeconds);

    public void DriftRepaired(int count) => _driftRepaired.Inc(count);

    /// <summary>What a delivery had to change, and did.</summary>
    public void AnnotationsChanged(SubjectKind kind, int count) => _annotationChanges.WithLabels(Labels.Of(kind)).Inc(count);

    public void RetentionRemoved(int count) => _retentionRemoved.Inc(count);

    public void AlertOverCap() => _alertsOverCap.Inc();

    public void TemplateFailed(TemplateFailure reason) => _templateFailures.WithLabels(Labels.Of(reason)).Inc();

    public void LogLineDropped() => _logLinesDropped.Inc();

    public void StoreProbed(bool ready) => _storeReady.Set(ready ? 1 : 0);

    public void ResyncedAt(DateTimeOffset time) => _lastResync.IncTo(time.ToUnixTimeMilliseconds() / 1000.0);

    /// <summary>The queue at one moment.</summary>
    /// <param name="incidents">Those that wait, and how long the oldest of their events has. Less than nothing, after a clock was set back, is nothing.</param>
    /// <param name="others">The same of what is beside incidents.</param>
    /// <param name="pendingByGrafana">Deliveries that wait; a Grafana without any is missing.</param>
    /// <param name="deadLetters">Those without any are missing.</param>
    public void QueueMeasured(
        (long Pending, TimeSpan OldestAge) incidents,
        (long Pending, TimeSpan OldestAge) others,
        IReadOnlyDictionary<string, long> pendingByGrafana,
        IReadOnlyDictionary<(string Grafana, FailureReason Reason), long> deadLetters)
    {
        _pending.Set(incidents.Pending);
        _oldestAge.Set(Math.Max(0, incidents.OldestAge.TotalSeconds));
        _othersPending.Set(others.Pending);
        _othersOldestAge.Set(Math.Max(0, others.OldestAge.TotalSeconds));
        foreach (var grafana in _grafanas)
        {
            _pendingByGrafana.WithLabels(grafana).Set(pendingByGrafana.GetValueOrDefault(grafana));
            foreach (var reason in Enum.GetValues<FailureReason>())
            {
                _deadLetters.WithLabels(grafana, Labels.Of(reason)).Set(deadLetters.GetValueOrDefault((grafana, reason)));
            }
        }
    }

    private static string IndexLabel(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void InitialiseLabels(IReadOnlyList<string> grafanas, int signingSecrets)
    {
        foreach (var reason in Enum.GetValues<RejectReason>())
        {
            _rejected.WithLabels(Labels.Of(reason));
        }

        foreach (var result in Enum.GetValues<WebhookResult>())
        {
            _accepted.WithLabels(Labels.Of(result));
        }

        for (var index = 0; index < signingSecrets; index++)
        {
            _secretMatches.WithLabels(IndexLabel(index));
        }

        foreach (var reason in Enum.GetValues<FailureReason>())
        {
            foreach (var upstream in Enum.GetValues<UpstreamName>())
            {
                _upstreamFailed.WithLabels(Labels.Of(upstream), Labels.Of(reason));
            }
        }

        foreach (var kind in SubjectKinds.All)
        {
            _annotationChanges.WithLabels(Labels.Of(kind));
        }

        foreach (var reason in Enum.GetValues<TemplateFailure>())
        {
            _templateFailures.WithLabels(Labels.Of(reason));
        }

        foreach (var upstream in Enum.GetValues<UpstreamName>())
        {
            _upstreamRequests.WithLabels(Labels.Of(upstream));
            _upstreamDuration.WithLabels(Labels.Of(upstream));
        }

        foreach (var grafana in grafanas)
        {
            _pendingByGrafana.WithLabels(grafana);
            foreach (var reason in Enum.GetValues<FailureReason>())
            {
                _deadLetters.WithLabels(grafana, Labels.Of(reason));
                _deadLettersTotal.WithLabels(grafana, Labels.Of(reason));
            }

            foreach (var kind in Enum.GetValues<DeliveryKind>())
            {
                _deliveries.WithLabels(grafana, Labels.Of(kind));
                foreach (var reason in Enum.GetValues<FailureReason>())
                {
                    _deliveriesFailed.WithLabels(grafana, Labels.Of(kind), Labels.Of(reason));
                }
            }
        }
    }
}
