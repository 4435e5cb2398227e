using System.Diagnostics;
using System.Globalization;
using Bridge.Vocabulary;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Bridge.Observability;

/// <summary>
/// Traces, from the webhook through the store to the annotation. They carry ids and outcomes. Nothing is traced unless
/// the environment names a collector.
/// </summary>
internal static class BridgeTracing
{
    public const string SourceName = "IncidentBridge";

    /// <summary>The spans that .NET's own HTTP client makes for requests to the upstreams. It redacts query strings.</summary>
    private const string HttpClientSourceName = "System.Net.Http";

    private static readonly ActivitySource Source = new(SourceName, BuildInfo.Version);

    /// <summary>Where they go is said by the environment, in the words of OpenTelemetry; its values are known to be usable.</summary>
    public static void AddBridgeTracing(this IServiceCollection services, IConfiguration configuration) => services.AddOpenTelemetry()
        .ConfigureResource(resource => resource.AddService("incident-bridge", serviceVersion: BuildInfo.Version))
        .WithTracing(tracing => tracing.AddSource(SourceName, HttpClientSourceName).AddOtlpExporter(options => Override(options, configuration)));

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
    public static Activity? StartReconciliation(string? traceParent, SubjectId incident, string grafana, int attempt)
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

    /// <summary>The exporter reads what the environment says of all signals, and not what it says of traces alone, which goes before it.</summary>
    private static void Override(OtlpExporterOptions options, IConfiguration configuration)
    {
        if (Of("ENDPOINT") is { } endpoint)
        {
            // An address that is set here is used as it is; to that of all signals the exporter adds /v1/traces.
            options.Endpoint = new Uri(endpoint);
        }

        options.Headers = Of("HEADERS") ?? options.Headers;
        options.TimeoutMilliseconds = Of("TIMEOUT") is { } timeout ? int.Parse(timeout, CultureInfo.InvariantCulture) : options.TimeoutMilliseconds;
        options.Protocol = Of("PROTOCOL") switch
        {
            null => options.Protocol,
            var protocol when protocol.Equals("grpc", StringComparison.OrdinalIgnoreCase) => OtlpExportProtocol.Grpc,
            _ => OtlpExportProtocol.HttpProtobuf,
        };

        string? Of(string name) => configuration[$"OTEL_EXPORTER_OTLP_TRACES_{name}"]?.Trim() is { Length: > 0 } value ? value : null;
    }
}
