namespace Bridge.Store.Sqlite;

/// <summary>
/// A file beside the database that is held for as long as the process lives, so that a second bridge on the same file stops at its start
/// instead of posting everything twice. Readers of the database are not kept out.
/// </summary>
internal static class SqliteLock
{
    /// <summary>How often it is tried: <c>check</c> looks at the lock for a moment.</summary>
    private const int Attempts = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static string PathOf(string database) => $"{database}.lock";

    /// <exception cref="StoreException">Another bridge has it, or it cannot be opened.</exception>
    public static async Task<FileStream> AcquireAsync(string database, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return SqliteFiles.Open(PathOf(database), FileShare.None);
            }
            catch (IOException exception) when (IsTaken(exception))
            {
                if (attempt == Attempts)
                {
                    throw new StoreException($"Storage:Path: {database} is in use by another bridge ({PathOf(database)} is locked).", exception);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new StoreException(CannotOpen(database, exception), exception);
            }

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Whether a bridge could take the lock, or has it. A lock that is not there would be made: another file is, and is gone at once.</summary>
    /// <returns>Whether a bridge has it.</returns>
    /// <exception cref="StoreException">No bridge could take it.</exception>
    public static bool IsHeld(string database)
    {
        var isThere = File.Exists(PathOf(database)) || Directory.Exists(PathOf(database));
        var tried = isThere ? PathOf(database) : $"{database}.{Path.GetRandomFileName()}";
        try
        {
            using var file = new FileStream(
                tried,
                new FileStreamOptions
                {
                    Mode = isThere ? FileMode.Open : FileMode.CreateNew,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.ReadWrite | FileShare.Delete,
                    Options = isThere ? FileOptions.None : FileOptions.DeleteOnClose,
                });
            return false;
        }
        catch (IOException exception) when (IsTaken(exception))
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(CannotOpen(database, exception, tried), exception);
        }
    }

    /// <param name="database">The database.</param>
    /// <param name="exception">Why not.</param>
    /// <param name="tried">The file that was tried in place of the lock; it is gone, and nobody knows it.</param>
    private static string CannotOpen(string database, Exception exception, string? tried = null) =>
        $"Storage:Path: {PathOf(database)}, which keeps a second bridge away, cannot be opened or made: {exception.Message.Replace(tried ?? PathOf(database), PathOf(database), StringComparison.Ordinal)} It has to belong to the user that the bridge runs as.";

    /// <summary>EWOULDBLOCK of Linux and of macOS, and ERROR_SHARING_VIOLATION: somebody has it. Everything else is trouble with the file.</summary>
    private static bool IsTaken(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);
}
