using Bridge.Reconciliation;
using Bridge.Settings;
using Bridge.Store.Postgres;
using Bridge.Store.Sqlite;

namespace Bridge.Store;

internal static class StoreServices
{
    public static IServiceCollection AddStore(this IServiceCollection services, BridgeSettings settings)
    {
        if (settings.Storage.Provider == StorageProvider.Postgres)
        {
            services.AddPostgres(settings.Storage.ConnectionString!);
        }
        else
        {
            services.AddSingleton<IBridgeStore>(_ => new SqliteStore(settings.Storage.Path));
        }

        services.AddHostedService<StoreRetention>();
        return services;
    }

    private static void AddPostgres(this IServiceCollection services, Secret initial)
    {
        services.AddSingleton<IBridgeStore>(provider => new PostgresStore(PostgresConnections.ForStore(ConnectionString(provider))));
        services.AddHostedService(provider => new PostgresListener(
            PostgresConnections.ForListening(ConnectionString(provider)),
            provider.GetRequiredService<WorkSignal>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PostgresListener>>()));

        Func<Secret> ConnectionString(IServiceProvider provider)
        {
            var live = provider.GetRequiredService<LiveSettings>();
            return () => live.Current.Storage.ConnectionString ?? initial;
        }
    }
}
