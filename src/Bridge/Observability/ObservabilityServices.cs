using Prometheus;

namespace Bridge.Observability;

internal static class ObservabilityServices
{
    /// <param name="services">Where it is added.</param>
    /// <param name="configuration">Has where traces go.</param>
    /// <param name="traces">Whether traces go out.</param>
    /// <param name="grafanas">The names of all Grafanas.</param>
    /// <param name="signingSecrets">How many there are.</param>
    /// <param name="webhooks">Whether the bridge takes webhooks.</param>
    /// <param name="resyncInterval">How often a resync is due; zero for never.</param>
    public static IServiceCollection AddObservability(
        this IServiceCollection services,
        IConfiguration configuration,
        bool traces,
        IReadOnlyList<string> grafanas,
        int signingSecrets,
        bool webhooks,
        TimeSpan resyncInterval)
    {
        services.AddSingleton(_ => Metrics.NewCustomRegistry());
        services.AddSingleton(provider =>
        {
            var metrics = new BridgeMetrics(provider.GetRequiredService<CollectorRegistry>(), grafanas, signingSecrets, webhooks);
            metrics.ResyncEvery(resyncInterval);
            return metrics;
        });
        services.AddSingleton<LoopHealth>();
        if (traces)
        {
            services.AddBridgeTracing(configuration);
        }

        return services;
    }
}
