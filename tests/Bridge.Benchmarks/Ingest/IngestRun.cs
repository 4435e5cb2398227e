using Bridge.Benchmarks.Load;
using Bridge.Benchmarks.Processes;
using Bridge.Benchmarks.Reports;
using Bridge.Simulator.Processes;
using Bridge.Simulator.Webhooks;

namespace Bridge.Benchmarks.Ingest;

/// <summary>
/// How many webhooks a second the bridge takes, durably, beside the peer and the limit: each in turn under the same load, round after
/// round, so that a machine that slows down slows down all three.
/// </summary>
internal sealed class IngestRun(IngestOptions options)
{
    /// <summary>For compilers that learn while they run, and for the first estimate of the rate.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>Above what two cores can take, so that a warm-up cannot run out of webhooks.</summary>
    private const double FirstGuess = 60_000;

    /// <summary>So many are always made ready: one that was slow in its warm-up may have been held up by something else.</summary>
    private const double Least = 20_000;

    public async Task<ReportSection> RunAsync(CancellationToken cancellationToken)
    {
        using var folder = new RunFolder();
        await using var postgres = options.Store == "postgres" ? await PostgresServer.StartDurableAsync() : null;
        var secret = WebhookSigner.NewSecret();
        await using var bridge = await BridgeServer.StartAsync(secret, folder.File("bridge.db"), Settings(postgres), cancellationToken);
        await using var peer = await PlainServer.StartPeerAsync(secret, cancellationToken);
        await using var limit = await PlainServer.StartLimitAsync(secret, cancellationToken);

        var wrk = new Wrk(secret, folder.Path);
        IngestServer[] servers = [bridge, peer, limit];
        var rates = new Dictionary<string, double>();
        foreach (var server in servers)
        {
            var round = await RunAsync(wrk, server, WarmUp, FirstGuess, cancellationToken);
            rates[server.Name] = round.Load.PerSecond;
        }

        var rounds = new List<IngestRound>();
        for (var number = 1; number <= options.Rounds; number++)
        {
            foreach (var server in servers)
            {
                var round = await RunAsync(wrk, server, options.Duration, Math.Max(Least, 2.5 * rates[server.Name]), cancellationToken);
                rates[server.Name] = Math.Max(rates[server.Name], round.Load.PerSecond);
                rounds.Add(round);
                Console.Error.WriteLine(
                    $"round {number}, {server.Name}: {round.Load.PerSecond:0}/s, p50 {round.Load.P50.TotalMilliseconds:0.00} ms, "
                    + $"p99 {round.Load.P99.TotalMilliseconds:0.00} ms, {round.MicrosecondsEach:0.0} µs of processor time each");
            }
        }

        return IngestReport.Write(options, rounds);
    }

    private Dictionary<string, string> Settings(PostgresServer? postgres)
    {
        var settings = new Dictionary<string, string>(options.Settings);
        if (postgres is not null)
        {
            settings["Storage__Provider"] = "postgres";
            settings["Storage__ConnectionString"] = postgres.ConnectionString;
        }

        return settings;
    }

    private async Task<IngestRound> RunAsync(
        Wrk wrk, IngestServer server, TimeSpan duration, double enoughFor, CancellationToken cancellationToken)
    {
        var takenBefore = await server.ReadTakenAsync(cancellationToken);
        var timeBefore = ProcessorTime.Of(server.ProcessId);
        var load = await wrk.RunAsync(server.Url, options.Connections, duration, enoughFor, cancellationToken);
        var time = ProcessorTime.Of(server.ProcessId) - timeBefore;
        load.EnsureClean(server.Name);

        // What was on its way when the generator stopped may have been taken, and was not counted by it.
        var taken = await server.ReadTakenAsync(cancellationToken) - takenBefore;
        return taken >= load.Requests && taken <= load.Requests + options.Connections
            ? new IngestRound(server.Name, load, time)
            : throw new BenchmarkException($"{server.Name}: {load.Requests} webhooks were answered, and {taken} were taken.");
    }
}
