using System.Diagnostics;
using System.Globalization;

namespace Bridge.Benchmarks.Load;

/// <summary>The load generator wrk, sending signed webhooks from a file as fast as its connections are answered.</summary>
internal sealed class Wrk(string secret, string folder)
{
    private const int Threads = 2;

    /// <summary>The pace of the ids: about that at which the bridge takes webhooks, whose index of ids grows by them.</summary>
    private const double IdsASecond = 20_000;

    private readonly WebhookHeaderLines _headers = new(secret);

    /// <param name="url">Where to.</param>
    /// <param name="connections">How many at once, each with one request at a time.</param>
    /// <param name="duration">How long.</param>
    /// <param name="enoughFor">No more webhooks per second than this are made ready.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<LoadResult> RunAsync(
        Uri url, int connections, TimeSpan duration, double enoughFor, CancellationToken cancellationToken)
    {
        var body = ExamplePayload.Of(1);
        var (headersPath, bodyPath) = (Path.Combine(folder, "headers"), Path.Combine(folder, "body"));
        await File.WriteAllBytesAsync(bodyPath, body, cancellationToken);
        _headers.WriteFiles(
            headersPath, Threads, (int)(enoughFor * duration.TotalSeconds / Threads) + connections, IdsASecond / Threads, body);
        var output = await RunAsync(
            [
                $"--threads={Threads}", $"--connections={connections}", $"--duration={duration.TotalSeconds:0}s", "--timeout=10s",
                $"--script={Path.Combine(AppContext.BaseDirectory, "Load", "presigned.lua")}",
                url.ToString(), "--", headersPath, bodyPath, WebhookHeaderLines.Length.ToString(CultureInfo.InvariantCulture),
            ],
            cancellationToken);
        return Read(output);
    }

    private static async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Start(arguments);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? output : throw new BenchmarkException($"wrk failed: {output}{await errors}");
    }

    private static Process Start(string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new BenchmarkException("The load generator wrk is not installed: apt-get install wrk");
        }
    }

    /// <summary>The lines that the script writes at the end, after wrk's own report.</summary>
    private static LoadResult Read(string output)
    {
        var values = output
            .Split('\n')
            .Select(line => line.Split(' '))
            .Where(parts => parts.Length == 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .ToDictionary(parts => parts[0], parts => long.Parse(parts[1], CultureInfo.InvariantCulture));
        return new LoadResult(
            values["requests"], values["refused"], values["broken"], Time("microseconds"), Time("p50"), Time("p99"), Time("max"));

        TimeSpan Time(string name) => TimeSpan.FromMicroseconds(values[name]);
    }
}
