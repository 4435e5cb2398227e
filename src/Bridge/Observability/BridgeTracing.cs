using System.Diagnostics;
using Bridge.Vocabulary;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Bridge.Observability;

/// <summary>
/// Traces, from the webhook through the store to the annotation. They carry ids and outcomes. Nothing is traced unless
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector.
/// </summary>
internal static class BridgeTracing
{
    public const string SourceName = "IncidentBridge";

    /// <summary>The spans that .NET's own HTTP client makes for requests to the upstreams. It redacts query strings.</summary>
    private const string HttpClientSourceName = "System.Net.Http";

    private static readonly ActivitySource Source = new(SourceName, BuildInfo.Version);

    public static IServiceCollection AddBridgeTracing(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 })
        {
            services.AddOpenTelemetry()
                .ConfigureResource(resource => resource.AddService("incident-bridge", serviceVersion: BuildInfo.Version))
                .WithTracing(tracing => tracing.AddSource(SourceName, HttpClientSourceName).AddOtlpExporter());
        }

        return services;
    }

    /// <summary>A trace begins at the webhook: an unverified sender does not get to choose its id.</summary>
    public static Activity? StartWebhook()
    {
        Activity.Current = null;
        return Source.StartActivity("webhook receive", ActivityKind.Server);
    }

    /// <summary>Continues the trace of the webhook that queued the incident.</summary>
    /// <param name="traceParent">The W3C trace context of that webhook; none without one.</param>
    /// <param name="incident">What is worked on.</param>
    /// <param name="grafana">Where it is to be shown.</param>
    /// <param name="attempt">From 1.</param>
    public static Activity? StartReconciliation(string? traceParent, IncidentId incident, string grafana, int attempt)
    {
        Activity.Current = null;
        var hasParent = ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var parent);
        var activity = Source.StartActivity("incident reconcile", ActivityKind.Consumer, hasParent ? parent : default);
        activity?.SetTag("incident.id", incident.Value);
        activity?.SetTag("bridge.grafana", grafana);
        activity?.SetTag("bridge.attempt", attempt);
        return activity;
    }

    public static void SetFailure(Activity? activity, FailureReason reason) => activity?.SetStatus(ActivityStatusCode.Error, Labels.Of(reason));
}
