namespace Bridge.Webhooks;

internal static class WebhookServices
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services)
    {
        services.AddSingleton<RejectionLog>();
        services.AddSingleton<WebhookEndpoint>();
        return services;
    }
}
