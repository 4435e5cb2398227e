using Bridge.Incidents;
using Bridge.Reconciliation.Backlog;
using Bridge.Store;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Reconciliation.Backlog;

/// <summary>A backlog of one Grafana that is worked off one delivery after the other.</summary>
public abstract class BacklogFixture() : ReconciliationFixture(("Reconciliation:MaxConcurrency", "1"), ("Annotations:OpenEndInterval", "00:00:00"))
{
    private protected const int Many = 60;

    private readonly SemaphoreSlim _room = new(1);

    private int _allBegun;

    /// <summary>The places that are free, and how often a sweep said that all is begun.</summary>
    private protected (int Free, int AllBegun) Room => (_room.CurrentCount, _allBegun);

    private protected BacklogSweep Sweep => new(Store.Store, new BacklogReader(States, Time), Work, OpenEnds, Settings, Time, Logger<BacklogSweep>());

    public override ValueTask DisposeAsync()
    {
        _room.Dispose();
        GC.SuppressFinalize(this);
        return base.DisposeAsync();
    }

    /// <summary>Incidents that nobody has worked on, each with a webhook of a moment ago, in the order of their numbers.</summary>
    private protected async Task<Incident[]> AnnounceAsync(int count)
    {
        var incidents = Enumerable.Range(1, count).Select(number => Numbered(number, AnIncident.Live())).ToArray();
        await Task.WhenAll(incidents.Select(incident => WebhookAsync(incident.Id)));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        return incidents;
    }

    private protected Task RunAsync(CancellationTokenSource? stop = null, int count = Many) => RunAsync(Grafana, stop, count);

    private protected async Task RunAsync(InMemoryGrafana grafana, CancellationTokenSource? stop = null, int count = Many)
    {
        _allBegun = 0;
        var due = (await Sweep.LookAsync(grafana, Lane.Incidents, Cancellation)).Due;
        Assert.Equal(count, due.Count);
        await Sweep.RunAsync(grafana, due, _room, () => _allBegun++, stop?.Token ?? Cancellation, Cancellation);
        Assert.Equal((1, 1), (_room.CurrentCount, _allBegun));
    }
}
