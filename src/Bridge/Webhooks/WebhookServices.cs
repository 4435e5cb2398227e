using Bridge.Subjects;

namespace Bridge.Webhooks;

internal static class WebhookServices
{
    private static readonly string[] Probes = [HttpMethods.Get, HttpMethods.Head];

    /// <param name="services">Where they are added.</param>
    /// <param name="limits">What a webhook may take.</param>
    /// <param name="events">The event types of the kinds beside incidents that are shown.</param>
    public static IServiceCollection AddWebhooks(this IServiceCollection services, WebhookLimits limits, IEnumerable<SubjectEvent> events)
    {
        services.AddSingleton(limits);
        services.AddSingleton(new EventCatalog(events));
        services.AddSingleton<RejectionLog>();
        services.AddSingleton<WebhookEndpoint>();
        return services;
    }

    /// <summary>Maps what the webhook port serves. Load balancers that probe the serving port get an empty answer, which tells nothing more.</summary>
    public static void MapWebhooks(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(WebhookEndpoint.Path, endpoints.ServiceProvider.GetRequiredService<WebhookEndpoint>().HandleAsync);
        endpoints.MapMethods("/", Probes, Answer);
        endpoints.MapMethods("/healthz", Probes, Answer);

        static Task Answer(HttpContext context) => Task.CompletedTask;
    }
}
