using System.Globalization;
using System.Net;
using Bridge.Simulator;
using Bridge.Simulator.Processes;

namespace Bridge.EndToEndTests.Strangers;

/// <summary>
/// A bridge as it runs in a small container, and what is seen of it while a crowd is at its door: a heap of 192 MiB, which .NET gives to a
/// container of 256; a limit of open files; and a secrets directory.
/// </summary>
internal sealed class Siege : IAsyncDisposable
{
    private const string HeapLimit = "DOTNET_GCHeapHardLimit";
    private const string HeapLimitHex = "C000000";

    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("bridge-e2e-secrets-");
    private readonly CancellationTokenSource _stop = new();
    private double _heap;

    private Siege(World world) => World = world;

    public World World { get; }

    /// <summary>How long a crowd stays: short in CI, and longer where <c>STRANGERS_SECONDS</c> says so.</summary>
    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable("STRANGERS_SECONDS") is { Length: > 0 } seconds ? int.Parse(seconds, CultureInfo.InvariantCulture) : 6);

    /// <summary>Whether times count: not in CI, whose machine has other work.</summary>
    public static bool IsMeasured { get; } = Environment.GetEnvironmentVariable("STRANGERS_SECONDS") is { Length: > 0 };

    /// <summary>What p99 of signed webhooks may be.</summary>
    public static double LongestSeconds => IsMeasured ? 1 : double.PositiveInfinity;

    /// <param name="softDescriptors">The soft limit of open files.</param>
    /// <param name="hardDescriptors">The hard one, to which a program may raise it.</param>
    public static async Task<Siege> StartAsync(int softDescriptors = 4096, int hardDescriptors = 4096)
    {
        var binary = BridgeBinary.Find();
        var limited = new BridgeBinary(
            "/bin/sh",
            ["-c", $"ulimit -Hn {hardDescriptors}; ulimit -Sn {softDescriptors}; exec \"$0\" \"$@\"", binary.FileName, .. binary.Arguments]);
        var siege = new Siege(await World.CreateAsync(limited));
        var environment = siege.World.Environment;
        environment[HeapLimit] = HeapLimitHex;
        environment["Secrets__Directory"] = siege._secrets.FullName;
        await File.WriteAllTextAsync(Path.Combine(siege._secrets.FullName, "IncidentIo__ApiKey"), environment["IncidentIo__ApiKey"]);
        environment.Remove("IncidentIo__ApiKey");
        await siege.World.Bridge.StartAsync(TestContext.Current.CancellationToken);
        return siege;
    }

    /// <summary>Lets a crowd do what it does for a while beside signed webhooks, and tells what was seen.</summary>
    public async Task<Sight> WatchAsync(params Crowd[] crowds)
    {
        await using var signed = new SignedTraffic(World);
        var watching = WatchHeapAsync();
        await Task.Delay(Duration, TimeProvider.System, TestContext.Current.CancellationToken);
        var (sent, taken) = await signed.EndAsync();
        await _stop.CancelAsync();
        await watching;
        foreach (var crowd in crowds)
        {
            await crowd.DisposeAsync();
        }

        var alive = World.Bridge.IsRunning;
        var metrics = alive ? await ReadMetricsAsync() : new Dictionary<string, double>();
        return new Sight(alive, sent, taken, _heap / 1024 / 1024, crowds.Sum(crowd => crowd.Connected), World.Bridge.Output, World.Bridge.Log, metrics);
    }

    /// <summary>The last scrapes of a crowd may still be under way, and take every place.</summary>
    private Task<IReadOnlyDictionary<string, double>> ReadMetricsAsync() => Eventually.GetAsync(
        "a place for a scrape",
        TimeSpan.FromSeconds(10),
        async token =>
        {
            try
            {
                return await World.Bridge.ReadMetricsAsync(token);
            }
            catch (HttpRequestException busy) when (busy.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return null;
            }
        },
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await World.DisposeAsync();
        _secrets.Delete(recursive: true);
        _stop.Dispose();
    }

    private async Task WatchHeapAsync()
    {
        while (!_stop.IsCancellationRequested && World.Bridge.IsRunning)
        {
            try
            {
                var metrics = await World.Bridge.ReadMetricsAsync(_stop.Token);
                _heap = Math.Max(_heap, metrics["dotnet_total_memory_bytes"]);
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, _stop.Token);
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                // Too many scrapes at once, no bridge, or the end.
            }
        }
    }
}

/// <summary>What was seen of a bridge under siege.</summary>
internal sealed record Sight(
    bool Alive,
    int Sent,
    IReadOnlyList<double> Taken,
    double HeapMebibytes,
    long Connections,
    IReadOnlyList<string> Output,
    IReadOnlyList<BridgeLogEntry> Log,
    IReadOnlyDictionary<string, double> Metrics)
{
    private const string Refused = "incidentbridge_connections_refused_total";

    public double P99 => Taken.Count == 0 ? double.PositiveInfinity : Taken[Taken.Count * 99 / 100];

    /// <summary>The most lines of one kind: by event and all that tells reasons apart.</summary>
    public int MostLinesOfAKind => Log
        .GroupBy(entry => (entry.EventId, entry.Category, entry.State("Port"), entry.State("Reason")))
        .Select(group => group.Count()).DefaultIfEmpty(0).Max();

    public double RefusedFor(string port, string reason) => Metrics.GetValueOrDefault($"{Refused}{{port=\"{port}\",reason=\"{reason}\"}}");

    public override string ToString()
    {
        var refused = Metrics
            .Where(sample => sample.Value > 0 && (sample.Key.StartsWith(Refused, StringComparison.Ordinal) || sample.Key.Contains("webhook_rejected_total", StringComparison.Ordinal)))
            .Select(sample => string.Create(CultureInfo.InvariantCulture, $"{sample.Key["incidentbridge_".Length..]} {sample.Value:0}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"alive: {Alive}; connections: {Connections}; signed webhooks taken: {Taken.Count} of {Sent}, p99 {P99 * 1000:0} ms; heap: {HeapMebibytes:0} MiB; log: {Output.Count} lines, {Output.Sum(line => line.Length) / 1024} KiB, at most {MostLinesOfAKind} of a kind; {string.Join(", ", refused)}");
    }
}
