using Bridge.Benchmarks.Load;
using Bridge.Benchmarks.Processes;
using Bridge.Benchmarks.Reports;
using Bridge.Benchmarks.Upstreams;
using Bridge.Observability;
using Bridge.Simulator;
using Bridge.Simulator.Processes;
using Bridge.Simulator.Webhooks;

namespace Bridge.Benchmarks.Growth;

/// <summary>Whether the store's past costs anything: the rate at which webhooks are taken at first and after a million, and the file's size.</summary>
internal sealed class GrowthRun(GrowthOptions options)
{
    /// <summary>Longer than the bridge keeps the ids of webhooks.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromDays(4);

    private static readonly TimeSpan RetentionDeadline = TimeSpan.FromMinutes(10);

    public async Task<ReportSection> RunAsync(CancellationToken cancellationToken)
    {
        await Programs.BridgeAsync(cancellationToken);
        if (!MovedClock.IsPossible)
        {
            throw new BenchmarkException("A C compiler is needed to move the bridge's clock: apt-get install clang");
        }

        using var folder = new RunFolder();
        var database = folder.File("bridge.db");
        var clock = new MovedClock(folder.File("clock"));
        clock.SetOff(0);
        await using var upstreams = await UpstreamsProcess.StartAsync(cancellationToken);
        await upstreams.DeclareAsync(options.Incidents, cancellationToken);
        var secret = WebhookSigner.NewSecret();
        var settings = upstreams.SettingsOfBridge(secret, database, options.Settings);
        foreach (var (name, value) in clock.Settings)
        {
            settings[name] = value;
        }

        await using var bridge = await BridgeProcess.StartNewAsync(settings, cancellationToken);
        var (rates, sizes) = await FillAsync(bridge, secret, database, cancellationToken);
        await bridge.StopAsync(cancellationToken);

        clock.SetOff((int)Later.TotalSeconds);
        settings["Logging__LogLevel__Bridge.Store.StoreRetention"] = "Debug";
        var started = TimeProvider.System.GetTimestamp();
        await bridge.StartAsync(cancellationToken);
        await Eventually.TrueAsync(
            "the retention to have run", RetentionDeadline, () => bridge.Log.Any(entry => entry.EventId == EventIds.WebhooksForgotten), cancellationToken);
        var retention = TimeProvider.System.GetElapsedTime(started);
        await bridge.StopAsync(cancellationToken);
        return GrowthReport.Write(options, rates, sizes, DatabaseSize.Of(database), retention);
    }

    /// <summary>Step after step over the same connections, and one more at the end.</summary>
    private async Task<(IReadOnlyList<double> Rates, IReadOnlyList<DatabaseSize> Sizes)> FillAsync(
        BridgeProcess bridge, string secret, string database, CancellationToken cancellationToken)
    {
        using var sender = new Sender(bridge.WebhookUrl, options.Connections);
        var (rates, sizes) = (new List<double>(), new List<DatabaseSize>());
        for (var sent = 0; sent <= options.Webhooks; sent += options.Step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var webhooks = new SignedWebhooks(bridge.WebhookUrl, secret, options.Step, options.Incidents);
            var load = await sender.SendAsync(webhooks.Count, webhooks.Request);
            rates.Add(load.EnsureClean("The bridge").PerSecond);
            sizes.Add(DatabaseSize.Of(database));
            if (rates.Count % 10 == 0)
            {
                Console.Error.WriteLine($"{sent + options.Step:#,0} webhooks, {rates.TakeLast(10).Average():0}/s, {sizes[^1]}");
            }
        }

        return (rates, sizes);
    }
}
