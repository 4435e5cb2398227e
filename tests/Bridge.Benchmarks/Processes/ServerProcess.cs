using System.Diagnostics;
using System.Globalization;

namespace Bridge.Benchmarks.Processes;

/// <summary>A server as a child process that says on its first line where it listens, and answers <c>GET /taken</c> with a count.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new();
    private readonly Process _process;

    private ServerProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public int ProcessId => _process.Id;

    /// <exception cref="BenchmarkException">It ended, or said nothing.</exception>
    public static async Task<ServerProcess> StartAsync(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardInput = true };
        foreach (var (name, value) in environment)
        {
            info.Environment[name] = value;
        }

        var process = Process.Start(info)!;
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken).AsTask()
            .WaitAsync(StartDeadline, TimeProvider.System, cancellationToken);
        if (line is null)
        {
            await process.WaitForExitAsync(cancellationToken);
            throw new BenchmarkException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode} instead of listening.");
        }

        return new ServerProcess(process, new Uri(line));
    }

    /// <summary>How many webhooks it has answered with success.</summary>
    public async Task<long> ReadTakenAsync(CancellationToken cancellationToken) =>
        long.Parse(await _http.GetStringAsync(new Uri(Url, "/taken"), cancellationToken), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _http.Dispose();
    }
}
