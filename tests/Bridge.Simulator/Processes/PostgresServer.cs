using System.Globalization;
using Npgsql;

namespace Bridge.Simulator.Processes;

/// <summary>
/// A PostgreSQL server of the tests' own, from the binaries that Debian installs, in a temporary folder and reached by a socket in it. It
/// can be stopped and started again, crash, have a standby and be promoted. It does not outlive this process, however that ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Installation = "/usr/lib/postgresql";

    private readonly DirectoryInfo _folder = GuardedServer.MakeFolder("bridge-postgres-");
    private readonly bool _isDurable;
    private GuardedServer? _server;

    private PostgresServer(bool isDurable) => _isDurable = isDurable;

    /// <summary>Why no server can be started here; null when one can.</summary>
    public static string? Obstacle =>
        FindBinaries() is null ? $"PostgreSQL is not installed ({Installation}/*/bin): apt-get install postgresql" : null;

    /// <summary>The database <c>postgres</c>, as the superuser.</summary>
    public string ConnectionString => $"Host={Folder};Database=postgres;Username=bridge";

    /// <summary>Where its socket is: what it has for an address.</summary>
    public string Folder => _folder.FullName;

    /// <summary>
    /// Makes a new server, and starts it. Its commits don't wait for the disk: only a crash of the machine loses something, and that no test does.
    /// </summary>
    public static Task<PostgresServer> StartAsync() => StartAsync(isDurable: false);

    /// <summary>The same with commits that do wait for the disk, to be measured.</summary>
    public static Task<PostgresServer> StartDurableAsync() => StartAsync(isDurable: true);

    /// <summary>A streaming standby of this server, which may be read.</summary>
    public Task<PostgresServer> StartStandbyAsync() => StartAsync(_isDurable, standby => standby.RunAsync(
        "pg_basebackup", "--pgdata", standby.Data, "--dbname", $"host={Folder} user=bridge", "--write-recovery-conf", "--checkpoint=fast", "--no-sync"));

    /// <summary>After a stop or a crash, on the same data.</summary>
    public async Task StartAgainAsync()
    {
        string[] options =
        [
            "listen_addresses=", $"unix_socket_directories={Folder}", "max_connections=300", "wal_retrieve_retry_interval=200ms",
            $"fsync={(_isDurable ? "on" : "off")}",
        ];
        _server = await GuardedServer.StartAsync(
            Path.Combine(Folder, "log"), AnswersAsync, [Program("postgres"), "-D", Data, .. options.SelectMany(option => new[] { "-c", option })]);
    }

    /// <summary>Ends it with every connection to it.</summary>
    public async Task StopAsync()
    {
        if (_server is { } server)
        {
            _server = null;
            await server.DisposeAsync();
        }
    }

    /// <summary>
    /// Ends it where it is (an immediate shutdown), as a crash does: what only its memory has is lost.
    /// </summary>
    public async Task CrashAsync()
    {
        var lockFile = await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid"), CancellationToken.None);
        UnixSignal.Quit(int.Parse(lockFile[0], CultureInfo.InvariantCulture));
        await StopAsync();
    }

    /// <summary>Makes a standby take writes, and waits until it does.</summary>
    public Task PromoteAsync() => ExecuteAsync(ConnectionString, "SELECT pg_promote()");

    /// <summary>Changes a setting of the server while it runs.</summary>
    public async Task SetAsync(string setting, string value)
    {
        await ExecuteAsync(ConnectionString, $"ALTER SYSTEM SET {setting} = '{value}'");
        await ExecuteAsync(ConnectionString, "SELECT pg_reload_conf()");
    }

    /// <summary>Ends every connection to a database but the one that says so, as a failover does.</summary>
    public static Task CutConnectionsAsync(string database) => ExecuteAsync(
        database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

    /// <summary>A connection string as an address, as it is handed out by those who run databases for others.</summary>
    public static string AddressOf(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var password = string.IsNullOrEmpty(settings.Password) ? "" : $":{Uri.EscapeDataString(settings.Password)}";
        return $"postgres://{Uri.EscapeDataString(settings.Username!)}{password}@{Uri.EscapeDataString(settings.Host!)}:{settings.Port}/{Uri.EscapeDataString(settings.Database!)}";
    }

    /// <summary>Runs one statement on a connection of its own.</summary>
    /// <returns>The first column of the first row.</returns>
    public static async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var source = new NpgsqlSlimDataSourceBuilder($"{database};Pooling=false").Build();
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private string Data => Path.Combine(Folder, "data");

    private static string? FindBinaries() => !Directory.Exists(Installation) ? null : Directory
        .EnumerateDirectories(Installation)
        .Select(version => Path.Combine(version, "bin"))
        .LastOrDefault(bin => File.Exists(Path.Combine(bin, "postgres")));

    private static string Program(string name) => Path.Combine(FindBinaries()!, name);

    private static Task<PostgresServer> StartAsync(bool isDurable) => StartAsync(isDurable, server => server.RunAsync(
        "initdb", "--no-sync", "--auth=trust", "--username=bridge", "--encoding=UTF8", "--locale=C", "-D", server.Data));

    private static async Task<PostgresServer> StartAsync(bool isDurable, Func<PostgresServer, Task> make)
    {
        var server = new PostgresServer(isDurable);
        try
        {
            await make(server);
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private Task RunAsync(string program, params string[] arguments) => GuardedServer.RunAsync(Folder, [Program(program), .. arguments]);

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false;Timeout=5");
            await connection.OpenAsync(CancellationToken.None);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
