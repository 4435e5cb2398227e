using Microsoft.Data.Sqlite;

namespace Bridge.Store.Sqlite;

/// <summary>
/// Notices that a file of the database was deleted or replaced while the bridge has it open. What is written to it then would be answered with
/// success, and lost with the process. Nothing is read or written any more, until a restart: a backup or a command makes the file anew.
/// </summary>
internal sealed class SqliteGuard(string path)
{
    private readonly string _log = $"{path}-wal";
    private (string Path, FileIdentity? Identity)[] _files = [];
    private volatile string? _loss;

    /// <summary>Remembers which files they are. The database has been written to, so that all are there.</summary>
    public void Begin() => _files = [.. new[] { path, _log, $"{path}-shm" }.Select(file => (file, FileIdentity.Of(file)))];

    /// <exception cref="StoreException">A file is not the one from before.</exception>
    public void Require()
    {
        if (_loss is { } known)
        {
            throw new StoreException(known);
        }

        foreach (var (file, identity) in _files)
        {
            if (FileIdentity.Of(file) is var current && current != identity)
            {
                _loss = LossOf(file, wasReplaced: current is not null);
                throw new StoreException(_loss);
            }
        }
    }

    /// <summary>The same for the writer. If its log is gone and nothing in its place, what the log holds is saved into the database first.</summary>
    /// <exception cref="StoreException">A file is not the one from before.</exception>
    public void Require(SqliteSession writer)
    {
        try
        {
            Require();
        }
        catch (StoreException)
        {
            Save(writer);
            throw;
        }
    }

    private void Save(SqliteSession writer)
    {
        var others = _files.Where(file => file.Path != _log);
        if (FileIdentity.Of(_log) is not null || others.Any(file => FileIdentity.Of(file.Path) != file.Identity))
        {
            // Somebody else may have begun to write.
            return;
        }

        try
        {
            writer.Scalar("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // It is refused all the same, and tried again with the next write.
        }
    }

    private string LossOf(string file, bool wasReplaced) => (file == path, wasReplaced) switch
    {
        (true, false) => $"{path} was deleted while the bridge ran. Restart the bridge: it makes a new one.",
        (true, true) => $"{path} was replaced while the bridge ran. Restart the bridge: it goes on with what is there now.",
        (false, _) => $"{file} was {(wasReplaced ? "replaced" : "deleted")} while the bridge ran; it is a part of the database. Restart the bridge.",
    };
}
