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
    private const string LimiterKey = "incident.io";
    private const string LimiterKeyOfOthers = "incident.io, beside incidents";

    /// <summary>
    /// incident.io gives a key 1200 requests at once and 20 a second after that, shared with whatever else uses the key. The bridge
    /// stays under both; what goes over waits here instead of earning a 429. Where incident.io says how much is left, that counts too.
    /// </summary>
    private static readonly TokenBucketRateLimiterOptions Limit = new()
    {
        TokenLimit = 600,
        TokensPerPeriod = 15,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 1024,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    };

    /// <summary>
    /// Of that, a third is for what is beside incidents, so that no number of alerts keeps an incident waiting. (An alert may cost a read of its
    /// incident, too: that leaves a third for the incidents themselves.)
    /// </summary>
    private static readonly TokenBucketRateLimiterOptions ShareOfOthers = new()
    {
        TokenLimit = Limit.TokenLimit / 3,
        TokensPerPeriod = Limit.TokensPerPeriod / 3,
        ReplenishmentPeriod = Limit.ReplenishmentPeriod,
        QueueLimit = Limit.QueueLimit,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    };

    public static IServiceCollection AddIncidents(this IServiceCollection services, IncidentIoOptions options)
    {
        services.AddRefitGeneratedClient<IIncidentIoApi>().AsksIncidentIo(options, AddRateLimit);
        services.AddKeyedSingleton<RateLimiter>(LimiterKey, (_, _) => new TokenBucketRateLimiter(Limit));
        services.AddKeyedSingleton<RateLimiter>(LimiterKeyOfOthers, (_, _) => new TokenBucketRateLimiter(ShareOfOthers));
        services.AddSingleton<IncidentIoRequests>();
        services.AddSingleton<RateLimitPacer>();
        services.AddSingleton<IncidentClient>();
        services.AddSingleton<ISubjectSource>(provider => provider.GetRequiredService<IncidentClient>());
        services.AddSingleton<SeverityCatalog>();
        services.AddSingleton<PrivateAccessWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<PrivateAccessWatch>());
        return services;
    }

    /// <summary>Has the client of a kind beside incidents ask incident.io as all of them do, within its share of the one rate limit.</summary>
    public static IHttpClientBuilder AsksIncidentIo(this IHttpClientBuilder client, IncidentIoOptions options) => client.AsksIncidentIo(options, AddShare);

    private static IHttpClientBuilder AsksIncidentIo(
        this IHttpClientBuilder client, IncidentIoOptions options, Action<ResiliencePipelineBuilder<HttpResponseMessage>, IServiceProvider> limit) => client
        .ConfigureHttpClient(http =>
        {
            http.BaseAddress = options.ApiUrl;
            http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("incident-bridge", BuildInfo.Version));
            http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        })
        .AddUpstreamHandlers(UpstreamName.IncidentIo, options.Timeout, options.CaFile, Authorize, limit);

    private static void Authorize(HttpRequestMessage request, IServiceProvider services)
    {
        var key = services.GetRequiredService<ILive<IncidentIoOptions>>().Current.ApiKey;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
    }

    private static void AddShare(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, IServiceProvider services)
    {
        pipeline.AddRateLimiter(services.GetRequiredKeyedService<RateLimiter>(LimiterKeyOfOthers));
        AddRateLimit(pipeline, services);
    }

    private static void AddRateLimit(ResiliencePipelineBuilder<HttpResponseMessage> pipeline, IServiceProvider services)
    {
        pipeline.AddRateLimiter(services.GetRequiredKeyedService<RateLimiter>(LimiterKey));
        pipeline.AddStrategy(_ => services.GetRequiredService<RateLimitPacer>());
    }
}
