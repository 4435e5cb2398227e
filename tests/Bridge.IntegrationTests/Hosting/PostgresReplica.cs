using Bridge.Settings;
using Bridge.Store;
using Bridge.Store.Postgres;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>What a replica makes for itself from the connection string that it shares with the others.</summary>
internal static class PostgresReplica
{
    /// <summary>A store that is not open yet.</summary>
    public static PostgresStore Store(string database) => new(PostgresConnections.ForStore(() => new Secret(database)));

    public static async Task<PostgresStore> OpenStoreAsync(string database)
    {
        var store = Store(database);
        await store.OpenAsync(StoreAccess.Bridge, TestContext.Current.CancellationToken);
        return store;
    }
}
