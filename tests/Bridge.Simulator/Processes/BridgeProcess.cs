using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Bridge.Simulator.Processes;

/// <summary>
/// The real bridge as a child process. It can be stopped, killed and started again with the same settings, and so on the same database;
/// ports are free ones, new at each start.
/// </summary>
public sealed class BridgeProcess : IAsyncDisposable
{
    /// <summary>The log events that name the addresses: of a bridge that takes webhooks, and of one that only polls.</summary>
    private static readonly int[] Listening = [1000, 1020];

    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);

    /// <summary>What a cluster gives it by the chart: longer than the bridge gives its own work to finish.</summary>
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(45);

    private readonly HttpClient _http = new();
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentQueue<BridgeLogEntry> _log = new();
    private readonly IReadOnlyList<string> _arguments;
    private Process? _process;
    private string? _container;
    private volatile BridgeLogEntry? _listening;

    /// <param name="environment">From <see cref="BridgeEnvironment"/>; read at each start, so it may be changed between two.</param>
    /// <param name="arguments">A command and its options; none runs the bridge.</param>
    public BridgeProcess(IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments) =>
        (Environment, _arguments) = (environment, arguments);

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Which build to start; the one that <see cref="BridgeBinary.Find"/> finds unless it is named.</summary>
    public BridgeBinary? Binary { get; init; }

    /// <summary>Everything it wrote to stdout, of all starts.</summary>
    public IReadOnlyList<string> Output => [.. _output];

    /// <summary>Everything it wrote to stderr, of all starts.</summary>
    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>The lines of stdout that are log entries.</summary>
    public IReadOnlyList<BridgeLogEntry> Log => [.. _log];

    public bool IsRunning => _process is { HasExited: false };

    public int ProcessId => Running.Id;

    /// <summary>Where webhooks go, with the path.</summary>
    public Uri WebhookUrl => Address("WebhookUrl");

    /// <summary>The root of <c>/metrics</c>, <c>/healthz</c> and <c>/readyz</c>.</summary>
    public Uri ManagementUrl => Address("ManagementUrl");

    private Process Running => _process ?? throw new InvalidOperationException("The bridge was not started.");

    /// <summary>Starts it and waits until it is ready to take webhooks.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message has what it wrote.</exception>
    /// <exception cref="FileNotFoundException">It is not built.</exception>
    public static async Task<BridgeProcess> StartNewAsync(IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var bridge = new BridgeProcess(environment);
        try
        {
            await bridge.StartAsync(cancellationToken);
            return bridge;
        }
        catch
        {
            await bridge.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, again if it ran before, and waits until it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Launch();
        await Eventually.GetAsync("the bridge to be ready", StartDeadline, AskReadyAsync, cancellationToken);
    }

    /// <summary>Starts it and does not wait: for commands, and for starts that are meant to fail.</summary>
    public void Launch()
    {
        if (IsRunning)
        {
            throw new InvalidOperationException("The bridge is running.");
        }

        _process?.Dispose();
        _listening = null;
        var start = BridgeStart.With(Binary, Environment, _arguments);
        var process = new Process { StartInfo = start.Info };
        process.OutputDataReceived += (_, line) => TakeOutput(line.Data);
        process.ErrorDataReceived += (_, line) => Take(_errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        (_process, _container) = (process, start.Container);
    }

    /// <summary>SIGTERM, and waits until it is gone.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync(CancellationToken cancellationToken)
    {
        UnixSignal.Terminate(Running);
        return await WaitForExitAsync(StopDeadline, cancellationToken);
    }

    /// <summary>SIGKILL: it gets no chance to finish anything.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (_container is null)
        {
            Running.Kill();
        }
        else
        {
            await BridgeContainer.KillAsync(_container, cancellationToken);
        }

        await WaitForExitAsync(StopDeadline, cancellationToken);
    }

    /// <summary>SIGSTOP: it stands still where it is, and keeps its connections, until <see cref="Resume"/>.</summary>
    public void Pause() => UnixSignal.Pause(Running);

    /// <summary>SIGCONT.</summary>
    public void Resume() => UnixSignal.Continue(Running);

    /// <summary>Waits until it ends by itself, and its output is complete.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        try
        {
            await Running.WaitForExitAsync(cancellationToken).WaitAsync(deadline, TimeProvider.System, cancellationToken);
            return Running.ExitCode;
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The bridge did not end in {deadline.TotalSeconds:0} s.");
        }
    }

    /// <summary>What <c>/metrics</c> says now: samples by name with labels, as <see cref="PrometheusText"/> reads them.</summary>
    public async Task<IReadOnlyDictionary<string, double>> ReadMetricsAsync(CancellationToken cancellationToken) =>
        PrometheusText.Parse(await _http.GetStringAsync(new Uri(ManagementUrl, "/metrics"), cancellationToken));

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            await KillAsync(CancellationToken.None);
        }

        _process?.Dispose();
        _http.Dispose();
    }

    private async Task<string?> AskReadyAsync(CancellationToken cancellationToken)
    {
        if (Running.HasExited)
        {
            await Running.WaitForExitAsync(cancellationToken);
            throw new InvalidOperationException(
                $"The bridge ended with exit code {Running.ExitCode}. It wrote:\n{string.Join('\n', [.. _output, .. _errors])}");
        }

        if (_listening is null)
        {
            return null;
        }

        try
        {
            using var answer = await _http.GetAsync(new Uri(ManagementUrl, "/readyz"), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK ? "ready" : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private Uri Address(string name) => new(_listening?.State(name)
        ?? throw new InvalidOperationException("The bridge did not say yet where it listens."));

    private void TakeOutput(string? line)
    {
        Take(_output, line);
        if (line is not null && BridgeLogEntry.TryParse(line, out var entry))
        {
            _log.Enqueue(entry);
            _listening = Listening.Contains(entry.EventId) ? entry : _listening;
        }
    }

    private static void Take(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
