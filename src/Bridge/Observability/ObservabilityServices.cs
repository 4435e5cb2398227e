using Bridge.Settings;
using Prometheus;

namespace Bridge.Observability;

internal static class ObservabilityServices
{
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

        endpoints.MapMetrics("/metrics", registry);
        endpoints.MapGet("/healthz", HealthEndpoints.Live);
        endpoints.MapGet("/readyz", HealthEndpoints.ReadyAsync);
    }
}
