using Bridge.Settings;
using Bridge.Store;
using Bridge.Store.Postgres;
using Bridge.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace Bridge.Commands.Check;

/// <summary>What the bridge remembers of a Grafana, read beside it without opening, making or migrating anything.</summary>
internal static class RememberedGrafana
{
    /// <returns>Nothing also when it cannot be read: what is wrong with the store is told by <see cref="StoreCheck"/>.</returns>
    public static async Task<GrafanaIdentity?> ReadAsync(StorageOptions storage, string grafana)
    {
        try
        {
            return storage.Provider switch
            {
                StorageProvider.Sqlite => File.Exists(storage.Path) ? ReadFile(Path.GetFullPath(storage.Path), grafana) : null,
                StorageProvider.Postgres => await ReadServerAsync(storage.Database()!, grafana),
                _ => throw new InvalidOperationException($"No rule for {storage.Provider}."),
            };
        }
        catch (Exception exception) when (exception is StoreException or SqliteException || SqliteFailure.IsMissingLibrary(exception))
        {
            return null;
        }
    }

    private static GrafanaIdentity? ReadFile(string path, string grafana)
    {
        using var session = new SqliteSession(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        return SqliteGrafanas.Read(session, grafana);
    }

    private static async Task<GrafanaIdentity?> ReadServerAsync(Secret connectionString, string grafana)
    {
        await using var database = new PostgresDatabase(PostgresConnections.ForStore(() => connectionString));
        return await PostgresGrafanas.ReadAsync(database, grafana);
    }
}
