namespace Bridge.Store.Sqlite;

/// <summary>
/// The files of the database are the bridge's own: ids and times of incidents, private ones too, are nothing for every user of the
/// machine. SQLite gives its log and its index the permissions of the database.
/// </summary>
internal static class SqliteFiles
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>What SQLite and the lock make beside the database.</summary>
    private static readonly string[] Endings = ["", "-wal", "-shm", ".lock"];

    /// <summary>
    /// Makes the folder and the file where they are not there, and closes what an earlier version left open. A folder that is there is
    /// somebody else's to decide about.
    /// </summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static void Prepare(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        Directory.CreateDirectory(folder, OwnFolder);
        foreach (var ending in Endings)
        {
            Close(path + ending);
        }

        Open(path, FileShare.ReadWrite | FileShare.Delete).Dispose();
    }

    /// <summary>Opens a file, and makes it for this user alone.</summary>
    public static FileStream Open(string path, FileShare share)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnFile;
        }

        return new FileStream(path, options);
    }

    private static void Close(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
        {
            return;
        }

        try
        {
            // A group that may write was given that on purpose, as Kubernetes does with fsGroup.
            var mode = File.GetUnixFileMode(path);
            if ((mode & Others) != 0)
            {
                File.SetUnixFileMode(path, mode.HasFlag(UnixFileMode.GroupWrite) ? OwnFile | (mode & Group) : OwnFile);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another user's file, which this one may write: its owner decided so. What cannot be opened at all is told by who opens it.
        }
    }
}
