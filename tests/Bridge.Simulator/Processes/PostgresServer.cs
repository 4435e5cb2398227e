using System.Diagnostics;
using Npgsql;

namespace Bridge.Simulator.Processes;

/// <summary>
/// A PostgreSQL server of the tests' own, from the binaries that Debian installs, in a temporary folder and reached by a socket in it. It
/// can be stopped and started again. It does not outlive this process, however that ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Installation = "/usr/lib/postgresql";

    /// <summary>
    /// Ends the server when this process closes the pipe, or dies. SIGINT is PostgreSQL's fast shutdown; SIGTERM goes before it for a server
    /// that has only just begun, to which the shell passed on that SIGINT is to be ignored.
    /// </summary>
    private const string Guard =
        """log=$1; shift; "$@" >>"$log" 2>&1 & server=$!; cat >/dev/null; kill -TERM $server; kill -INT $server; wait $server""";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-postgres-");
    private readonly bool _isDurable;
    private Process? _guard;

    private PostgresServer(bool isDurable)
    {
        _isDurable = isDurable;
        if (!OperatingSystem.IsWindows())
        {
            // The server's user makes its data directory and its socket in here.
            File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0b111_111_111);
        }
    }

    /// <summary>Why no server can be started here; null when one can.</summary>
    public static string? Obstacle =>
        FindBinaries() is null ? $"PostgreSQL is not installed ({Installation}/*/bin): apt-get install postgresql" : null;

    /// <summary>The database <c>postgres</c>, as the superuser.</summary>
    public string ConnectionString => $"Host={_folder.FullName};Database=postgres;Username=bridge";

    /// <summary>Makes a new server, and starts it. Its commits don't wait for the disk: only a crash of the machine loses something, and that no test does.</summary>
    public static Task<PostgresServer> StartAsync() => StartAsync(isDurable: false);

    /// <summary>The same with commits that do wait for the disk, to be measured.</summary>
    public static Task<PostgresServer> StartDurableAsync() => StartAsync(isDurable: true);

    /// <summary>After a stop, on the same data.</summary>
    public async Task StartAgainAsync()
    {
        string[] options =
        [
            "listen_addresses=", $"unix_socket_directories={_folder.FullName}", "max_connections=300", $"fsync={(_isDurable ? "on" : "off")}",
        ];
        string[] arguments = ["-D", Data, .. options.SelectMany(option => new[] { "-c", option })];
        _guard = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Guard, "guard", Log, .. Command("postgres", arguments)])
        {
            RedirectStandardInput = true,
        })!;
        var started = TimeProvider.System.GetTimestamp();
        while (!await AnswersAsync())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Deadline)
            {
                throw new TimeoutException($"PostgreSQL did not start: {await File.ReadAllTextAsync(Log, CancellationToken.None)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Ends it with every connection to it.</summary>
    public async Task StopAsync()
    {
        if (_guard is { } guard)
        {
            _guard = null;
            guard.StandardInput.Close();
            await guard.WaitForExitAsync(CancellationToken.None);
            guard.Dispose();
        }
    }

    /// <summary>Ends every connection to a database but the one that says so, as a failover does.</summary>
    public static Task CutConnectionsAsync(string database) => ExecuteAsync(
        database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

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

    private string Data => Path.Combine(_folder.FullName, "data");

    private string Log => Path.Combine(_folder.FullName, "log");

    private static string? FindBinaries() => !Directory.Exists(Installation) ? null : Directory
        .EnumerateDirectories(Installation)
        .Select(version => Path.Combine(version, "bin"))
        .LastOrDefault(bin => File.Exists(Path.Combine(bin, "postgres")));

    /// <summary>PostgreSQL refuses to run as root: then it runs as its own user, or as nobody.</summary>
    private static string[] Command(string program, params string[] arguments)
    {
        string[] command = [Path.Combine(FindBinaries()!, program), .. arguments];
        if (!Environment.IsPrivilegedProcess)
        {
            return command;
        }

        var users = File.ReadAllLines("/etc/passwd").Select(line => line.Split(':')).ToDictionary(user => user[0]);
        var user = users.GetValueOrDefault("postgres") ?? users["nobody"];
        return ["setpriv", $"--reuid={user[2]}", $"--regid={user[3]}", "--clear-groups", .. command];
    }

    private static async Task<PostgresServer> StartAsync(bool isDurable)
    {
        var server = new PostgresServer(isDurable);
        try
        {
            await server.RunAsync("initdb", "--no-sync", "--auth=trust", "--username=bridge", "--encoding=UTF8", "--locale=C", "-D", server.Data);
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        var command = Command(program, arguments);
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} failed: {await output}{error}");
        }
    }

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
