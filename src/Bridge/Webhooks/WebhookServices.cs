namespace Bridge.Webhooks;

internal static class WebhookServices
{
    private static readonly string[] Probes = [HttpMethods.Get, HttpMethods.Head];

    public static IServiceCollection AddWebhooks(this IServiceCollection services, WebhookLimits limits)
    {
        services.AddSingleton(limits);
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
