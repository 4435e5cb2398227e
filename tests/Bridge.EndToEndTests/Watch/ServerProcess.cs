using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Bridge.PackagingTests.Tools;
using Bridge.Simulator;

namespace Bridge.EndToEndTests.Watch;

/// <summary>A server of the monitoring, as a process with an HTTP port on this machine. It does not outlive this process, however that ends.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>Ends the server when this process closes the pipe, or dies.</summary>
    private const string Guard = """log=$1; shift; "$@" >"$log" 2>&1 & server=$!; cat >/dev/null; kill -TERM $server; wait $server""";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    private readonly Process _guard;

    private ServerProcess(Process guard, Uri url)
    {
        _guard = guard;
        Http = new HttpClient { BaseAddress = url };
    }

    /// <summary>Asks it; addresses are relative to its root.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts it and waits until <c>/-/ready</c> says so, as Prometheus' programs have it.</summary>
    /// <param name="program">Its full path.</param>
    /// <param name="url">Where it listens, as <paramref name="arguments"/> tell it.</param>
    /// <param name="log">The file for what it prints.</param>
    /// <param name="arguments">Its command line.</param>
    public static async Task<ServerProcess> StartAsync(string program, Uri url, string log, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Guard, "guard", log, program, .. arguments]) { RedirectStandardInput = true };
        var server = new ServerProcess(Process.Start(start)!, url);
        try
        {
            await Eventually.GetAsync($"{program} to be ready", StartDeadline, server.AskReadyAsync, TestContext.Current.CancellationToken);
            return server;
        }
        catch (TimeoutException timeout)
        {
            await server.DisposeAsync();
            throw new TimeoutException($"{timeout.Message} It wrote:\n{await File.ReadAllTextAsync(log, CancellationToken.None)}");
        }
    }

    /// <summary>A program by the first of its names that is on PATH. A missing one skips the test; in CI it fails it.</summary>
    public static string Find(string package, params IReadOnlyList<string> names)
    {
        var program = names.Select(Command.OnPath).FirstOrDefault(path => path is not null);
        if (program is null)
        {
            Command.Missing(names[0], $"install Debian's package {package}, or put it on PATH.");
        }

        return program!;
    }

    /// <summary>An address on a port that nobody has just now.</summary>
    public static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }

    public async ValueTask DisposeAsync()
    {
        _guard.StandardInput.Close();
        await _guard.WaitForExitAsync(CancellationToken.None);
        _guard.Dispose();
        Http.Dispose();
    }

    private async Task<string?> AskReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await Http.GetAsync("/-/ready", cancellationToken);
            return answer.IsSuccessStatusCode ? "ready" : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
