using Bridge.Settings;
using Bridge.Store;
using Bridge.Store.Postgres;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>What a replica makes for itself from the connection string that it shares with the others.</summary>
internal static class PostgresReplica
{
    /// <summary>A store that is not open yet.</summary>
    /// <param name="database">The connection string.</param>
    /// <param name="grafanas">The Grafanas of the settings; <c>main</c> when there is none.</param>
    public static PostgresStore Store(string database, params string[] grafanas) => Store(database, clockSkew: null, grafanas);

    /// <summary>The same, with another difference between the clocks of replicas than the usual one.</summary>
    public static PostgresStore Store(string database, TimeSpan? clockSkew, params string[] grafanas) =>
        new(PostgresConnections.ForStore(() => new Secret(database)), grafanas.Length > 0 ? grafanas : ["main"], clockSkew);

    public static async Task<PostgresStore> OpenStoreAsync(string database, params string[] grafanas)
    {
        var store = Store(database, grafanas);
        await store.OpenAsync(StoreAccess.Bridge, TestContext.Current.CancellationToken);
        return store;
    }
}
