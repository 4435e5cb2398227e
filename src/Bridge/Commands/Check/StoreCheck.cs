using Bridge.Store;

namespace Bridge.Commands.Check;

/// <summary>Whether the store could be written. It works beside a running bridge, and makes no file that was not there.</summary>
internal static class StoreCheck
{
    private const string Subject = "Store";

    public static CheckResult Run(StorageOptions storage)
    {
        var path = Path.GetFullPath(storage.Path);
        try
        {
            if (File.Exists(path))
            {
                using var database = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
                return CheckResult.Ok(Subject, $"{path} is there and may be written.");
            }

            var directory = NearestDirectory(path);
            using var probe = new FileStream(
                Path.Combine(directory, Path.GetRandomFileName()),
                new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
            return CheckResult.Ok(Subject, $"{path} would be made at the first start.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return CheckResult.Failed(Subject, $"{path} cannot be written: {exception.Message} Check Storage:Path.");
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
