using Microsoft.Data.Sqlite;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>A SQLite file on a small disk of its own, if this machine lets us make one.</summary>
internal sealed class SqliteChaosStore : IChaosStore
{
    private readonly DirectoryInfo _folder;
    private readonly SmallDisk _disk;
    private readonly string _path;

    private SqliteChaosStore(SmallDisk disk, DirectoryInfo folder)
    {
        _disk = disk;
        _folder = folder;
        _path = Path.Combine(folder.FullName, "bridge.db");
        Settings = new Dictionary<string, string> { ["Storage__Path"] = _path };
    }

    public string Name => "SQLite";

    public ChaosLimits Limits => ChaosLimits.Sqlite;

    public IReadOnlyDictionary<string, string> Settings { get; }

    public static async Task<SqliteChaosStore> CreateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bridge-chaos-");
        return new SqliteChaosStore(await SmallDisk.MountAsync(folder), folder);
    }

    public async Task<bool> StrikeAsync(PlannedFault fault, CancellationToken cancellationToken)
    {
        switch (fault.Kind)
        {
            case FaultKind.StoreLocked:
                await HoldLockAsync(fault.Duration, cancellationToken);
                return true;
            case FaultKind.DiskFull:
                return await _disk.FillAsync(fault.Duration, cancellationToken);
            default:
                throw new InvalidOperationException($"SQLite has no {fault.Kind}.");
        }
    }

    public Task LoseAsync()
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(_path + suffix);
        }

        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _disk.UnmountAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>As a backup tool does that takes its time.</summary>
    private async Task HoldLockAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = _path, Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        await using var connection = new SqliteConnection(settings.ToString());
        await connection.OpenAsync(cancellationToken);
        await using var transaction = connection.BeginTransaction(deferred: false);
        await Task.Delay(duration, TimeProvider.System, cancellationToken);
    }
}
