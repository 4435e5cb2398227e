namespace Bridge.Store;

/// <summary>
/// The store of a dry run: an SQLite file of its own, new at each start and gone at the end. What is noted in the bridge's own store counts as posted
/// for ever, so that a dry run must not touch it.
/// </summary>
internal static class DryRunStore
{
    private const string Suffix = ".dry-run";

    /// <summary>Beside the bridge's own file; of a bridge on PostgreSQL, in the folder for temporary files.</summary>
    public static StorageOptions Of(StorageOptions storage) => new()
    {
        Path = storage.Provider == StorageProvider.Sqlite
            ? storage.Path + Suffix
            : Path.Combine(Path.GetTempPath(), $"incident-bridge.db{Suffix}"),
    };

    /// <summary>Takes away what an earlier dry run left that was killed.</summary>
    /// <exception cref="StoreException">Another dry run uses it, or it cannot be taken away.</exception>
    public static void Clear(StorageOptions storage)
    {
        if (File.Exists(SqliteLockOf(storage)) && Sqlite.SqliteLock.IsHeld(storage.Path))
        {
            throw new StoreException($"Another dry run uses {storage.Path}.");
        }

        try
        {
            foreach (var ending in (string[])["", "-wal", "-shm", ".lock"])
            {
                File.Delete(storage.Path + ending);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException($"What an earlier dry run left at {storage.Path} cannot be taken away: {exception.Message}", exception);
        }
    }

    private static string SqliteLockOf(StorageOptions storage) => Sqlite.SqliteLock.PathOf(storage.Path);
}
