using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.Versioning;
using Bridge.Simulator.Processes;

namespace Bridge.EndToEndTests;

/// <summary>Whoever reads standard output stops reading, and nothing but the log suffers.</summary>
[SupportedOSPlatform("linux")]
public sealed class BlockedOutputTests
{
    private const int LinesDropped = 1005;

    /// <summary>Runs the bridge, reads until it says where it listens, and then nothing more until something is written to the gate.</summary>
    private const string StopsReading = """
        exec "$@" > >(
            while read -r line; do printf '%s\n' "$line"; case $line in *webhook_url*) break ;; esac; done
            read -r _ <"$GATE"
            exec cat)
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Output_that_nobody_reads_stops_no_delivery_and_its_reader_is_told_what_it_missed()
    {
        var binary = BridgeBinary.Find();
        await using var world = await World.CreateAsync(
            new BridgeBinary("bash", ["-c", StopsReading, "bash", binary.FileName, .. binary.Arguments]),
            ("Logging__LogLevel__Default", "Trace"),
            ("Logging__LogLevel__Microsoft", "Trace"));
        var gate = Path.Combine(Path.GetDirectoryName(world.DatabasePath)!, "gate");
        await Process.Start("mkfifo", [gate]).WaitForExitAsync(Cancellation);
        world.Environment["GATE"] = gate;
        await world.Bridge.StartAsync(Cancellation);

        var number = 0;
        await World.EventuallyAsync("the log to be full", async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => world.AnnounceAsync(world.Live(Interlocked.Increment(ref number)))));
            return await DroppedAsync(world) > 100;
        });
        await world.AnnotationAsync(world.Live(number), _ => true);
        using var http = new HttpClient();
        using var health = await http.GetAsync(new Uri(world.Bridge.ManagementUrl, "/healthz"), Cancellation);
        await File.WriteAllTextAsync(gate, "on\n", Cancellation);
        await World.EventuallyAsync("lines that say how many are missing", async () => Told(world) is > 0 and var told && told == await DroppedAsync(world));

        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.Equal(0, await world.Bridge.StopAsync(Cancellation));
    }

    /// <summary>More may be dropped while the reader catches up, and is told when it has.</summary>
    private static double Told(World world) => world.Bridge.Log
        .Where(entry => entry.EventId == LinesDropped)
        .Sum(entry => double.Parse(entry.State("Count"), CultureInfo.InvariantCulture));

    private static async Task<double> DroppedAsync(World world) =>
        (await world.Bridge.ReadMetricsAsync(Cancellation))["incidentbridge_log_lines_dropped_total"];
}
