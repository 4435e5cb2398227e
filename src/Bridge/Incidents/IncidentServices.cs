using System.Net.Http.Headers;
using System.Threading.RateLimiting;
using Bridge.Observability;
using Bridge.Settings;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Polly;
using Refit;

namespace Bridge.Incidents;

internal static class IncidentServices
{
    public static IServiceCollection AddIncidents(this IServiceCollection services, IncidentIoOptions options)
    {
        services.AddRefitGeneratedClient<IIncidentIoApi>()
            .ConfigureHttpClient(client =>
            {
                client.BaseAddress = options.ApiUrl;
                client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("incident-bridge", BuildInfo.Version));
                client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            })
            .AddUpstreamHandlers(UpstreamName.IncidentIo, options.Timeout, options.CaFile, Authorize, AddRateLimit);
        services.AddSingleton<RateLimitPacer>();
        services.AddSingleton<IncidentClient>();
        services.AddSingleton<ISubjectSource>(provider => provider.GetRequiredService<IncidentClient>());
        services.AddSingleton<SeverityCatalog>();
        services.AddSingleton<PrivateAccessWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<PrivateAccessWatch>());
        return services;
    }

    private static void Authorize(HttpRequestMessage request, IServiceProvider services)
    {
        var key = services.GetRequiredService<ILive<IncidentIoOptions>>().Current.ApiKey;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
    }

    /// <summary>
    /// incident.io gives a key 1200 requests at once and 20 a second after that, shared with whatever else uses the key. The bridge
    /// stays under both; what goes over waits here instead of earning a 429. Where incident.io says how much is left, that counts too.
    /// </summary>
    private static void AddRateLimit(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, IServiceProvider services)
    {
        // It lives as long as the client, which is as long as the process.
        var limiter = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = 600,
            TokensPerPeriod = 15,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            QueueLimit = 1024,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        pipeline.AddRateLimiter(limiter);
        pipeline.AddStrategy(_ => services.GetRequiredService<RateLimitPacer>());
    }
}
