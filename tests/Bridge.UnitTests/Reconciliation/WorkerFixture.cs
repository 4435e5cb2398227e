using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Reconciliation.Backlog;
using Bridge.UnitTests.Incidents;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>The loop, and a test that decides when time passes and when incident.io answers.</summary>
public abstract class WorkerFixture : ReconciliationFixture
{
    private protected static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly WatchedTime _loopTime;

    private protected WorkerFixture(params (string Key, string? Value)[] changes)
        : base(changes)
    {
        _loopTime = new WatchedTime(Time);
        Health = new LoopHealth(Time);
        var backlog = new BacklogSweep(
            Store.Store, new BacklogReader(States, [Grafana, Other], Time), Work, Settings, Time, Logger<BacklogSweep>());
        Worker = new ReconciliationWorker(Store.Store, Work, backlog, Signal, Health, Settings, _loopTime, Logger<ReconciliationWorker>());
    }

    private protected ReconciliationWorker Worker { get; }

    private protected WorkSignal Signal { get; } = new();

    private protected LoopHealth Health { get; }

    /// <summary>How long the loop waited each time that it had nothing more to begin, unless it was woken.</summary>
    private protected IReadOnlyCollection<TimeSpan> Waits => _loopTime.Waits;

    public override async ValueTask DisposeAsync()
    {
        await Worker.StopAsync(Cancellation);
        Worker.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The loop has begun what it could, and waits.</summary>
    private protected async Task StartAsync()
    {
        await Worker.StartAsync(Cancellation);
        await WaitsAsync(1);
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

        return incidents;
    }

    private protected Task ShownAsync(int incidents) => Eventually.IsTrueAsync(
        () => Lines(EventIds.Reconciled, LogLevel.Debug).Count >= incidents, $"{incidents} incidents were brought up to date");
}
