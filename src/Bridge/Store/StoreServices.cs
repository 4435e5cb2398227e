using Bridge.Settings;
using Bridge.Store.Sqlite;

namespace Bridge.Store;

internal static class StoreServices
{
    public static IServiceCollection AddStore(this IServiceCollection services, BridgeSettings settings)
    {
        services.AddSingleton<IBridgeStore>(_ => settings.Storage.Provider switch
        {
            StorageProvider.Sqlite => new SqliteStore(settings.Storage.Path),
            _ => throw new InvalidOperationException($"No store for {settings.Storage.Provider}."),
        });
        services.AddHostedService<WebhookRetention>();
        return services;
    }
}
