using System.Diagnostics;

namespace Bridge.Simulator.Processes;

/// <summary>A server from Debian's packages as a child process. It does not outlive this process, however that ends.</summary>
internal sealed class GuardedServer : IAsyncDisposable
{
    /// <summary>
    /// Ends the server when this process closes the pipe, or dies. SIGINT is PostgreSQL's fast shutdown; SIGTERM goes before it for a server
    /// that has only just begun, to which the shell passed on that SIGINT is to be ignored.
    /// </summary>
    private const string Guard =
        """log=$1; shift; "$@" >>"$log" 2>&1 & server=$!; cat >/dev/null; kill -TERM $server 2>/dev/null; kill -INT $server 2>/dev/null; wait $server""";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly Process _guard;

    private GuardedServer(Process guard) => _guard = guard;

    /// <summary>Starts a program as <see cref="Unprivileged"/> says, and waits until it answers.</summary>
    /// <param name="log">The file that takes what it writes.</param>
    /// <param name="answers">Whether it answers.</param>
    /// <param name="command">The program and its arguments.</param>
    public static async Task<GuardedServer> StartAsync(string log, Func<Task<bool>> answers, params IEnumerable<string> command)
    {
        var server = new GuardedServer(Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Guard, "guard", log, .. Unprivileged(command)])
        {
            RedirectStandardInput = true,
        })!);
        var started = TimeProvider.System.GetTimestamp();
        while (!await answers())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Deadline)
            {
                await server.DisposeAsync();
                throw new TimeoutException($"{Path.GetFileName(command.First())} did not start: {await File.ReadAllTextAsync(log, CancellationToken.None)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }

        return server;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task RunAsync(string folder, params IEnumerable<string> command)
    {
        var all = Unprivileged(command);
        using var process = Process.Start(new ProcessStartInfo(all[0], all[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = await process.StandardError.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{Path.GetFileName(command.First())} failed: {await output}{error}");
        }
    }

    /// <summary>A folder in which the server's user may make what it needs.</summary>
    public static DirectoryInfo MakeFolder(string prefix)
    {
        var folder = Directory.CreateTempSubdirectory(prefix);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_111_111);
        }

        return folder;
    }

    /// <summary>Ends it in order.</summary>
    public async ValueTask DisposeAsync()
    {
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync(CancellationToken.None);
        _guard.Dispose();
    }

    /// <summary>PostgreSQL and PgBouncer refuse to run as root: then they run as PostgreSQL's own user, or as nobody.</summary>
    private static string[] Unprivileged(IEnumerable<string> command)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return [.. command];
        }

        var users = File.ReadAllLines("/etc/passwd").Select(line => line.Split(':')).ToDictionary(user => user[0]);
        var user = users.GetValueOrDefault("postgres") ?? users["nobody"];
        return ["setpriv", $"--reuid={user[2]}", $"--regid={user[3]}", "--clear-groups", .. command];
    }
}
