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
    public static PostgresStore Store(string database, params string[] grafanas) =>
        new(PostgresConnections.ForStore(() => new Secret(database)), grafanas.Length > 0 ? grafanas : ["main"]);

    public static async Task<PostgresStore> OpenStoreAsync(string database, params string[] grafanas)
    {
        var store = Store(database, grafanas);
        await store.OpenAsync(StoreAccess.Bridge, TestContext.Current.CancellationToken);
        return store;
    }
}
