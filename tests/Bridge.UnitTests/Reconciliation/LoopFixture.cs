using System.Collections.Concurrent;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Reconciliation.Backlog;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>The loops of two Grafanas, and a test that decides when time passes and when incident.io answers.</summary>
public abstract class LoopFixture : ReconciliationFixture
{
    private protected static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly WatchedTime _loopTime;

    private protected LoopFixture(params (string Key, string? Value)[] changes)
        : base(changes)
    {
        _loopTime = new WatchedTime(Time);
        Health = new LoopHealth(Time);
        Worker = LoopOf(Grafana, _loopTime);
        OtherWorker = LoopOf(Other, Time);
    }

    /// <summary>That of the first Grafana.</summary>
    private protected DeliveryLoop Worker { get; private set; }

    /// <summary>That of the other Grafana; only in tests that start it.</summary>
    private protected DeliveryLoop OtherWorker { get; }

    private protected LoopHealth Health { get; }

    /// <summary>How long the loop waited each time that it had nothing more to begin, unless it was woken.</summary>
    private protected IReadOnlyCollection<TimeSpan> Waits => _loopTime.Waits;

    public override async ValueTask DisposeAsync()
    {
        // What hangs is given up, as by a host whose patience is over.
        using var patience = new CancellationTokenSource();
        var stops = Task.WhenAll(Worker.StopAsync(patience.Token), OtherWorker.StopAsync(patience.Token));
        await patience.CancelAsync();
        await stops;
        await Task.WhenAll(Worker.ExecuteTask ?? Task.CompletedTask, OtherWorker.ExecuteTask ?? Task.CompletedTask);
        Worker.Dispose();
        OtherWorker.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The loop has begun what it could, and waits.</summary>
    private protected async Task StartAsync()
    {
        await Worker.StartAsync(Cancellation);
        await WaitsAsync(1);
    }

    /// <summary>The same as a process that did not show what is shown.</summary>
    private protected async Task StartAnewAsync()
    {
        BeginProcess();
        Worker.Dispose();
        Worker = LoopOf(Grafana, _loopTime);
        await StartAsync();
    }

    /// <summary>Both loops run.</summary>
    private protected async Task StartBothAsync()
    {
        await OtherWorker.StartAsync(Cancellation);
        await StartAsync();
    }

    private protected Task WaitsAsync(int times) => Eventually.IsTrueAsync(() => Waits.Count >= times, $"the loop has waited {times} times");

    /// <summary>Time passes while the loop waits, and it has looked again.</summary>
    private protected Task PassAsync(TimeSpan time)
    {
        var before = Waits.Count;
        Time.Advance(time);
        return WaitsAsync(before + 1);
    }

    /// <summary>So many incidents with a webhook each, named by their numbers.</summary>
    private protected async Task<Incident[]> AnnounceAsync(int count)
    {
        var incidents = Enumerable.Range(1, count).Select(number => Numbered(number, AnIncident.Resolved())).ToArray();
        foreach (var incident in incidents)
        {
            IncidentIo.Has(incident);
            await WebhookAsync(incident.Id);
        }

        // A state that is asked for at the very time of its event may be older.
        Time.Advance(TimeSpan.FromMilliseconds(1));
        return incidents;
    }

    /// <summary>So many deliveries to the Grafana ended well.</summary>
    private protected Task ShownAsync(int deliveries, string grafana = "main") => Eventually.IsTrueAsync(
        () => Lines(EventIds.Reconciled, LogLevel.Debug).Count(line => line.EndsWith($" in Grafana {grafana}.", StringComparison.Ordinal)) >= deliveries,
        $"{deliveries} incidents are up to date in Grafana {grafana}");

    /// <summary>incident.io answers a call when the test says so.</summary>
    private protected ConcurrentDictionary<string, TaskCompletionSource> HoldAnswers()
    {
        var answers = new ConcurrentDictionary<string, TaskCompletionSource>();
        IncidentIo.OnCall = (call, token) => answers.GetOrAdd(call, _ => new TaskCompletionSource()).Task.WaitAsync(token);
        return answers;
    }

    private protected DeliveryLoop LoopOf(InMemoryGrafana grafana, TimeProvider time, Lane lane = Lane.Incidents) => new(
        grafana,
        lane,
        Store.Store,
        Work,
        new BacklogSweep(Store.Store, new BacklogReader(States, Time), Work, OpenEnds, Settings, Time, Logger<BacklogSweep>()),
        Signal,
        Health,
        Settings,
        time,
        Logger<DeliveryLoop>());
}
