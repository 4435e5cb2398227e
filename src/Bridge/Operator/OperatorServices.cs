using Bridge.Observability;
using Bridge.Operator.Status;
using Bridge.Store;
using Prometheus;

namespace Bridge.Operator;

internal static class OperatorServices
{
    private static readonly string[] ReadOnly = [HttpMethods.Get, HttpMethods.Head];

    public static IServiceCollection AddOperator(this IServiceCollection services)
    {
        // Each page has its own: who looks at one keeps nobody from another.
        services.AddTransient<FewAtOnce>();
        services.AddSingleton<MetricsEndpoint>();
        services.AddSingleton<StoreWatch>();
        services.AddSingleton<ShownReferences>();
        services.AddSingleton<StatusSource>();
        services.AddSingleton<StatusEndpoints>();
        services.AddSingleton<IncidentEndpoint>();
        return services;
    }

    /// <summary>Maps what the management port serves.</summary>
    public static void MapManagement(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        var registry = services.GetRequiredService<CollectorRegistry>();

        // The process and the runtime, without prometheus-net's meters and event counters: OpenTelemetry has those, under other names.
        DotNetStats.Register(registry);
        ProcessMetrics.Register(registry);
        services.GetRequiredService<QueueMeter>().MeasureBeforeEach(registry);
        services.GetRequiredService<SettingsMeter>().MeasureBeforeEach(registry);

        endpoints.MapMethods("/metrics", ReadOnly, services.GetRequiredService<MetricsEndpoint>().HandleAsync);
        endpoints.MapMethods("/healthz", ReadOnly, HealthEndpoints.Live);
        endpoints.MapMethods("/readyz", ReadOnly, HealthEndpoints.ReadyAsync);

        var status = services.GetRequiredService<StatusEndpoints>();
        endpoints.MapMethods("/", ReadOnly, status.PageAsync);
        endpoints.MapMethods("/api/v1/status", ReadOnly, status.JsonAsync);
        endpoints.MapMethods(
            $"/api/v1/incidents/{{{IncidentEndpoint.RouteValue}}}", ReadOnly, services.GetRequiredService<IncidentEndpoint>().HandleAsync);
    }
}
