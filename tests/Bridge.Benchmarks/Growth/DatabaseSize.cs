namespace Bridge.Benchmarks.Growth;

/// <summary>Bytes of a SQLite database.</summary>
/// <param name="File">The database itself.</param>
/// <param name="Log">What is not written back to it yet.</param>
internal sealed record DatabaseSize(long File, long Log)
{
    public long All => File + Log;

    public static DatabaseSize Of(string path)
    {
        var log = new FileInfo($"{path}-wal");
        return new DatabaseSize(new FileInfo(path).Length, log.Exists ? log.Length : 0);
    }
}
