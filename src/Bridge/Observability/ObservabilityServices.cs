using Bridge.Settings;
using Prometheus;

namespace Bridge.Observability;

internal static class ObservabilityServices
{
    private static readonly string[] ReadOnly = [HttpMethods.Get, HttpMethods.Head];

    public static IServiceCollection AddObservability(
        this IServiceCollection services, BridgeSettings settings, IConfiguration configuration)
    {
        services.AddSingleton(_ => Metrics.NewCustomRegistry());
        services.AddSingleton(provider =>
        {
            var metrics = new BridgeMetrics(
                provider.GetRequiredService<CollectorRegistry>(), settings.Grafana, settings.IncidentIo.SigningSecrets.Count);
            metrics.ResyncEvery(settings.IncidentIo.ResyncInterval);
            return metrics;
        });
        services.AddSingleton<LoopHealth>();
        services.AddSingleton<QueueMeter>();
        services.AddSingleton(provider => new SettingsMeter(configuration, provider.GetRequiredService<LiveSettings>()));
        services.AddSingleton<MetricsEndpoint>();
        services.AddBridgeTracing(configuration);
        return services;
    }

    /// <summary>Maps what the management port serves.</summary>
    public static void MapManagement(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var registry = services.GetRequiredService<CollectorRegistry>();

        // The process and the runtime, without prometheus-net's meters and event counters: OpenTelemetry has those, under other names.
        DotNetStats.Register(registry);
        services.GetRequiredService<QueueMeter>().MeasureBeforeEach(registry);
        services.GetRequiredService<SettingsMeter>().MeasureBeforeEach(registry);

        endpoints.MapMethods("/metrics", ReadOnly, services.GetRequiredService<MetricsEndpoint>().HandleAsync);
        endpoints.MapMethods("/healthz", ReadOnly, HealthEndpoints.Live);
        endpoints.MapMethods("/readyz", ReadOnly, HealthEndpoints.ReadyAsync);
    }
}
