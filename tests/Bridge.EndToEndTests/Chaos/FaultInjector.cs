using Bridge.Simulator.Http;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>Carries out the faults of a plan, each at its time, whatever else is broken then.</summary>
internal sealed class FaultInjector(ChaosWorld world, BrokenGrafana grafana)
{
    /// <summary>
    /// How long Grafana is away while its database is replaced, as in any restore: longer than the five seconds for which a look of the bridge counts.
    /// Grafana knows no condition on a write, so nothing could keep one from going to a number that was given again a millisecond before.
    /// </summary>
    private static readonly TimeSpan OfRestore = TimeSpan.FromSeconds(6);

    private readonly Dictionary<StandIn, SemaphoreSlim> _doors = new()
    {
        [world.IncidentIo] = new SemaphoreSlim(1),
        [world.Grafana] = new SemaphoreSlim(1),
    };

    private readonly List<FaultKind> _done = [];
    private readonly List<Task> _late = [];
    private readonly List<FaultKind> _impossible = [];

    /// <summary>How often each kind happened.</summary>
    public IReadOnlyList<(FaultKind Kind, int Count)> Done => [.. _done.CountBy(kind => kind).Select(kind => (kind.Key, kind.Value)).OrderBy(kind => kind.Key)];

    /// <summary>Kinds that this machine did not allow.</summary>
    public IReadOnlyList<FaultKind> Impossible => [.. _impossible.Distinct()];

    /// <summary>Ends when what had to wait for a long pause is done too.</summary>
    public Task LateAsync() => Task.WhenAll(_late);

    public async Task StrikeAsync(PlannedFault fault, CancellationToken cancellationToken)
    {
        if (await TryStrikeAsync(fault, cancellationToken))
        {
            Count(fault.Kind);
            return;
        }

        lock (_done)
        {
            _impossible.Add(fault.Kind);
        }
    }

    public void Count(FaultKind kind)
    {
        lock (_done)
        {
            _done.Add(kind);
        }
    }

    private async Task<bool> TryStrikeAsync(PlannedFault fault, CancellationToken cancellationToken)
    {
        switch (fault.Kind)
        {
            case FaultKind.ClockMoved when !ReplicaClock.CanMove:
                return false;
            case FaultKind.Killed or FaultKind.Stopped or FaultKind.Paused or FaultKind.PausedBeyondLease or FaultKind.ClockMoved:
                await world.Replicas[fault.Target].StrikeAsync(fault, cancellationToken);
                return true;
            case FaultKind.StoreLocked or FaultKind.DiskFull or FaultKind.StoreRestarted or FaultKind.ConnectionsCut:
                return await world.Store.StrikeAsync(fault, cancellationToken);
            case FaultKind.UpstreamAway:
                await GoAwayAsync(Upstream(fault), fault.Duration, cancellationToken);
                return true;
            case FaultKind.GrafanaRestored:
                var backup = world.Grafana.Backup();
                await Task.Delay(fault.Duration, TimeProvider.System, cancellationToken);
                await GoAwayAsync(world.Grafana, OfRestore, cancellationToken, () => grafana.Restore(backup));
                return true;
            case FaultKind.GrafanaRebuilt:
                await GoAwayAsync(world.Grafana, OfRestore, cancellationToken, grafana.Rebuild);
                return true;
            case FaultKind.GrafanaCleanedUp:
                grafana.CleanUp();
                return true;
            case FaultKind.GrafanaMoved:
                await MoveAsync(cancellationToken);
                return true;
            default:
                Upstream(fault).Faults.For(fault.Duration, AnswerOf(fault), WhenOf(fault));
                await Task.Delay(fault.Duration, TimeProvider.System, cancellationToken);
                return true;
        }
    }

    private StandIn Upstream(PlannedFault fault) => fault.Target == 0 ? world.IncidentIo : world.Grafana;

    private async Task GoAwayAsync(StandIn upstream, TimeSpan duration, CancellationToken cancellationToken, Action? meanwhile = null)
    {
        await _doors[upstream].WaitAsync(cancellationToken);
        try
        {
            await upstream.StopAsync();
            meanwhile?.Invoke();
            await Task.Delay(duration, TimeProvider.System, cancellationToken);
            await upstream.StartAsync(cancellationToken);
        }
        finally
        {
            _doors[upstream].Release();
        }
    }

    /// <summary>The last of several replicas may be in its long pause, and then hears of it when that is over.</summary>
    private async Task MoveAsync(CancellationToken cancellationToken)
    {
        await _doors[world.Grafana].WaitAsync(cancellationToken);
        try
        {
            await world.Grafana.MoveAsync(cancellationToken);
        }
        finally
        {
            _doors[world.Grafana].Release();
        }

        var changes = world.Replicas
            .Select(replica => replica.ChangeAsync("Grafana__main__Url", world.Grafana.Url.ToString(), cancellationToken))
            .ToList();
        await Task.WhenAll(changes.Take(Math.Max(1, changes.Count - 1)));
        lock (_done)
        {
            _late.Add(changes[^1]);
        }
    }

    private Fault AnswerOf(PlannedFault fault) => fault.Kind switch
    {
        FaultKind.UpstreamSlow => Fault.Slow(TimeSpan.FromMilliseconds(fault.Size)),
        FaultKind.UpstreamHangs => Fault.Hangs,
        FaultKind.UpstreamRateLimited => Fault.TooManyRequests(fault.Size),
        FaultKind.UpstreamError => Fault.Status(fault.Size),
        FaultKind.UpstreamGarbage => Fault.Html,
        FaultKind.CutBeforeActing => Fault.ConnectionReset,
        FaultKind.CutAfterActing => fault.Size == 0 ? Fault.AnswerLost : Fault.AnswerTruncated,
        FaultKind.CreateCutInHalf => world.Grafana.CreateCutInHalf,
        FaultKind.CreateArrivesLate => Fault.ArrivesLate(TimeSpan.FromMilliseconds(fault.Size)),
        var other => throw new InvalidOperationException($"No answer for {other}."),
    };

    private static Func<RecordedRequest, bool>? WhenOf(PlannedFault fault) =>
        fault.Kind is FaultKind.CreateArrivesLate or FaultKind.CreateCutInHalf ? request => request.Method == "POST" : null;
}
