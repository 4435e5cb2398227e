using Bridge.Settings;
using Bridge.Store;
using Bridge.Store.Postgres;
using Bridge.Store.Sqlite;

namespace Bridge.Commands.Check;

/// <summary>Whether the store could be written. It works beside a running bridge, and makes no file that was not there.</summary>
internal static class StoreCheck
{
    private const string Subject = "Store";

    public static Task<CheckResult> RunAsync(StorageOptions storage, CancellationToken cancellationToken) => storage.Provider switch
    {
        StorageProvider.Sqlite => Task.FromResult(CheckFile(Path.GetFullPath(storage.Path))),
        StorageProvider.Postgres => CheckServerAsync(storage.Database()!, cancellationToken),
        _ => throw new InvalidOperationException($"No check for {storage.Provider}."),
    };

    private static async Task<CheckResult> CheckServerAsync(Secret connectionString, CancellationToken cancellationToken)
    {
        await using var pool = PostgresConnections.ForStore(() => connectionString);
        try
        {
            return CheckResult.Ok(Subject, await PostgresInspection.InspectAsync(pool, cancellationToken));
        }
        catch (StoreException exception)
        {
            return CheckResult.Failed(Subject, $"{exception.Message} Check Storage:ConnectionString.");
        }
    }

    private static CheckResult CheckFile(string path)
    {
        var directory = NearestDirectory(path);
        var trial = Path.Combine(directory, Path.GetRandomFileName());
        try
        {
            if (File.Exists(path))
            {
                return CheckResult.Ok(Subject, SqliteInspection.Inspect(path));
            }

            if (File.Exists(SqliteLock.PathOf(path)))
            {
                SqliteLock.IsHeld(path);
            }

            using var probe = new FileStream(
                trial,
                new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
            return CheckResult.Ok(Subject, $"{path} would be made at the first start.");
        }
        catch (StoreException exception)
        {
            return CheckResult.Failed(Subject, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Nobody knows the file that was tried.
            return CheckResult.Failed(Subject, $"{path} cannot be written: {exception.Message.Replace(trial, directory, StringComparison.Ordinal)} Check Storage:Path.");
        }
    }

    private static string NearestDirectory(string path)
    {
        var directory = Path.GetDirectoryName(path)!;
        while (!Directory.Exists(directory))
        {
            directory = Path.GetDirectoryName(directory)!;
        }

        return directory;
    }
}
