using Bridge.Settings;
using Bridge.Store.Postgres;
using Bridge.Store.Sqlite;

namespace Bridge.Store;

internal static class StoreServices
{
    public static IServiceCollection AddStore(this IServiceCollection services, StorageOptions options, IReadOnlyList<string> grafanas)
    {
        if (options.Provider == StorageProvider.Postgres)
        {
            services.AddPostgres(options.Database()!, grafanas);
        }
        else
        {
            services.AddSingleton<IBridgeStore>(_ => new SqliteStore(options.Path, grafanas));
        }

        // Each user takes the part that it needs.
        services.AddSingleton<IWebhookStore>(provider => provider.GetRequiredService<IBridgeStore>());
        services.AddSingleton<IDeliveryQueue>(provider => provider.GetRequiredService<IBridgeStore>());
        services.AddSingleton<ILedger>(provider => provider.GetRequiredService<IBridgeStore>());
        services.AddSingleton<IJobStore>(provider => provider.GetRequiredService<IBridgeStore>());
        services.AddSingleton<IMissedWebhooks>(provider => provider.GetRequiredService<IBridgeStore>());
        services.AddSingleton<IWorkReader>(provider => provider.GetRequiredService<IBridgeStore>());
        services.AddSingleton<ISubjectNotes>(provider => provider.GetRequiredService<IBridgeStore>());
        services.AddSingleton<IGrafanaIdentities>(provider => provider.GetRequiredService<IBridgeStore>());
        services.AddSingleton<IStoreUpkeep>(provider => provider.GetRequiredService<IBridgeStore>());
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<QueueMeter>();
        services.AddSingleton<StoreOpening>();

        services.AddHostedService<StoreRetention>();
        return services;
    }

    private static void AddPostgres(this IServiceCollection services, Secret initial, IReadOnlyList<string> grafanas)
    {
        services.AddSingleton<IBridgeStore>(provider => new PostgresStore(Pool(provider, PostgresConnections.ForStore), grafanas));
        services.AddHostedService(provider => new PostgresListener(
            Pool(provider, PostgresConnections.ForListening),
            provider.GetRequiredService<WorkSignal>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PostgresListener>>()));

        PostgresPool Pool(IServiceProvider provider, Func<Func<Secret>, PostgresPool> make)
        {
            var live = provider.GetRequiredService<ILive<StorageOptions>>();
            var pool = make(() => live.Current.Database() ?? initial);
            live.Changed += pool.Renew;
            return pool;
        }
    }
}
