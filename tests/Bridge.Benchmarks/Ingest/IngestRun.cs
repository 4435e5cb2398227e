using Bridge.Benchmarks.Load;
using Bridge.Benchmarks.Processes;
using Bridge.Benchmarks.Reports;
using Bridge.Simulator.Processes;
using Bridge.Simulator.Webhooks;

namespace Bridge.Benchmarks.Ingest;

/// <summary>
/// How many webhooks per second the bridge takes, durably, beside the peer and the limit: each in turn under the same load, round after
/// round, so that a machine that slows down slows down all three.
/// </summary>
internal sealed class IngestRun(IngestOptions options)
{
    /// <summary>For compilers that learn while they run.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>Above what two cores can take, so that no run ends with the webhooks that were made ready for it.</summary>
    private const double MoreThanEnough = 75_000;

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
        foreach (var server in servers)
        {
            await RunAsync(wrk, server, WarmUp, cancellationToken);
        }

        var rounds = new List<IngestRound>();
        for (var number = 1; number <= options.Rounds; number++)
        {
            foreach (var server in servers)
            {
                var round = await RunAsync(wrk, server, options.Duration, cancellationToken);
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
        Wrk wrk, IngestServer server, TimeSpan duration, CancellationToken cancellationToken)
    {
        var takenBefore = await server.ReadTakenAsync(cancellationToken);
        var timeBefore = ProcessorTime.Of(server.ProcessId);
        var load = await wrk.RunAsync(server.Url, options.Connections, duration, MoreThanEnough, cancellationToken);
        var time = ProcessorTime.Of(server.ProcessId) - timeBefore;
        load.EnsureClean(server.Name);

        // What was on its way when the generator stopped may have been taken, and was not counted by it.
        var taken = await server.ReadTakenAsync(cancellationToken) - takenBefore;
        return taken >= load.Requests && taken <= load.Requests + options.Connections
            ? new IngestRound(server.Name, load, time)
            : throw new BenchmarkException($"{server.Name}: {load.Requests} webhooks were answered, and {taken} were taken.");
    }
}
