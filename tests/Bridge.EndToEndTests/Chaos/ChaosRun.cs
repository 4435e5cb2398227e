using Bridge.Simulator;
using Bridge.Simulator.Grafana;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>Plays a plan on a store, waits until everything is quiet, and judges. Then the database is lost, and it is judged again.</summary>
/// <param name="options">Which run.</param>
/// <param name="store">What it runs on.</param>
/// <param name="say">Takes a line for each part that is over.</param>
/// <param name="cancellationToken">Ends the run.</param>
internal sealed class ChaosRun(ChaosOptions options, IChaosStore store, Action<string> say, CancellationToken cancellationToken)
{
    /// <summary>No create of before arrives any more after this.</summary>
    private static readonly TimeSpan LastArrival = ChaosLimits.LatestCreate + TimeSpan.FromSeconds(7);

    /// <summary>Doubt, a clock that was off, and retries that back off to a minute.</summary>
    private static readonly TimeSpan QuietDeadline = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A job of a replica that was killed is taken up when its lease runs out, after five minutes, and a create in doubt is looked for once more
    /// after two. To wait for them the clocks are moved, where that can be done.
    /// </summary>
    private static readonly TimeSpan LongestLease = TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(10);

    /// <summary>Longer than a loop waits before it looks for what is due.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(6);

    /// <summary>What hangs for good should not take most of a short run.</summary>
    private const string GrafanaTimeout = "00:00:02";

    /// <summary>What a restore took away, and what it brought back, only a comparison finds.</summary>
    private const string DriftInterval = "00:00:02";

    private const int ChangesAfterLoss = 25;

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly ChaosLedger _ledger = new();
    private readonly ChaosPlan _plan = ChaosPlan.Make(options, store.Limits);

    public async Task<ChaosReport> PlayAsync()
    {
        await using var world = await ChaosWorld.CreateAsync(store, store.Limits.Replicas, _plan.Dialect, Settings(), cancellationToken);
        var start = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
        var (others, othersOfHealthy) = (OthersOf(world.Grafana, start), OthersOf(world.Healthy, start));
        await world.StartReplicasAsync(cancellationToken);
        var broken = new BrokenGrafana(world.Grafana, others);
        var injector = new FaultInjector(world, broken);
        var sender = new ChaosSender(world, _ledger);
        var began = _time.GetTimestamp();

        var faults = _plan.Faults.ToLookup(
            fault => fault.Kind == FaultKind.PausedBeyondLease,
            fault => AtAsync(fault.At, async () =>
            {
                await injector.StrikeAsync(fault, cancellationToken);
                Say($"over: {fault}");
            }));
        await ChangeAsync(sender, start, began);
        Say("every webhook is acknowledged");
        await Task.WhenAll(faults[false]);
        var lastDoubt = _time.GetTimestamp();
        Say("every fault is over, long pauses apart");
        await Task.WhenAll(faults[true]);
        await injector.LateAsync();
        await QuietAsync(world, lastDoubt);
        Say("quiet");
        await SettleAsync(world);
        Say("settled");
        var verdict = Judge();
        var drifted = world.Logged(LogEvent.DriftFound).ToLookup(entry => entry.State("Grafana"));
        if (verdict.IsClean)
        {
            await LoseStoreAsync(world, injector, sender, start, _time.GetElapsedTime(began));
            verdict = Judge();
        }

        Say("over");

        // Nothing happens there but what the bridge does: what drift had to put right would be a fault of the bridge that drift has hidden.
        Assert.True(!drifted["healthy"].Any(), string.Join('\n', drifted["healthy"].Select(entry => entry.Message)));
        Assert.Equal(0, world.Grafana.OrganizationWipes + world.Healthy.OrganizationWipes);
        Assert.Equal(0, world.Grafana.SearchesWithoutTimes + world.Healthy.SearchesWithoutTimes);
        return new ChaosReport(
            options,
            store.Name,
            world.Replicas.Count,
            _plan.Points,
            _plan.Dialect.Version,
            _plan.Dashboard is null ? "the organization" : $"dashboard {_plan.Dashboard}",
            _ledger.Incidents,
            _ledger.Webhooks,
            _ledger.Acknowledged,
            _ledger.Refusals,
            world.IncidentIo.Requests.Count + world.Grafana.Requests.Count + world.Healthy.Requests.Count,
            world.CountLogged(LogEvent.DuplicateRemoved),
            world.CountLogged(LogEvent.LeaseLost),
            world.CountLogged(LogEvent.DeadLettered),
            drifted["main"].Count(),
            broken.TakenTwice.Count(taken => world.Grafana.Annotations.All(annotation => AnnotationName.Of(annotation) != taken)),
            _time.GetElapsedTime(began),
            injector.Done,
            injector.Impossible,
            verdict);

        ChaosVerdict Judge()
        {
            var verdict = _ledger.Judge(
                [Sight("main", world.Grafana, others) with { MayBeMissing = broken.TakenTwice }, Sight("healthy", world.Healthy, othersOfHealthy)],
                _plan.Points);
            verdict.OthersTouched.AddRange(others.Touched().Concat(othersOfHealthy.Touched()));
            return verdict;
        }

        void Say(string what) => say($"{_time.GetElapsedTime(began).TotalSeconds,6:0.0} s  {what}");
    }

    private List<(string Setting, string Value)> Settings() =>
    [
        ("Annotations__Shape", _plan.Points ? "points" : "region"),
        ("Annotations__DriftInterval", DriftInterval),
        ("Grafana__main__Timeout", GrafanaTimeout),
        ("Logging__LogLevel__Bridge.Reconciliation.Jobs.Drift", "Debug"),
        .. _plan.Dashboard is { } dashboard ? [("Routes__0__Name", "incidents"), ("Routes__0__Dashboards__0__Uid", dashboard)] : Array.Empty<(string, string)>(),
    ];

    private Others OthersOf(SimulatedGrafana grafana, DateTimeOffset start)
    {
        var others = new Others(grafana, _plan.Dashboard, start, [.. _plan.Changes.Select(change => start + change.At)]);
        others.Arrive();
        return others;
    }

    /// <summary>Returns when every change is made and its webhook acknowledged.</summary>
    private async Task ChangeAsync(ChaosSender sender, DateTimeOffset start, long began)
    {
        var deliveries = new List<Task>();
        foreach (var change in _plan.Changes)
        {
            await UntilAsync(change.At, began);
            deliveries.Add(sender.Change(change, start, cancellationToken));
        }

        await UntilAsync(options.Duration, began);
        await Task.WhenAll(deliveries).WaitAsync(QuietDeadline, _time, cancellationToken);
    }

    /// <summary>Waits until nothing waits any more, and nothing that was in doubt can still happen.</summary>
    private async Task QuietAsync(ChaosWorld world, long lastDoubt)
    {
        var doubt = store.Limits.Kinds.Contains(FaultKind.CreateArrivesLate) ? LastArrival : TimeSpan.Zero;
        Assert.All(world.Replicas, replica => replica.AssertAlive());
        await Eventually.GetAsync(
            "an empty queue",
            QuietDeadline,
            async token => _time.GetElapsedTime(lastDoubt) > doubt && await world.IsIdleAsync(token) ? "so" : null,
            cancellationToken);
    }

    /// <summary>Waits until every lease and every doubt is over, and each Grafana was compared twice and nothing differed.</summary>
    private async Task SettleAsync(ChaosWorld world)
    {
        var wait = ReplicaClock.CanMove ? LongestTurn : LongestLease;
        SetClocks(world, LongestLease);
        var since = _time.GetTimestamp();
        var compared = Compared(world);
        await Eventually.GetAsync(
            "comparisons that find nothing",
            QuietDeadline + wait,
            async token =>
            {
                if (!await world.IsIdleAsync(token))
                {
                    (since, compared) = (_time.GetTimestamp(), Compared(world));
                }

                var now = Compared(world);
                if (now.Any(pair => pair.Value.Differing > compared[pair.Key].Differing))
                {
                    compared = now;
                }

                return _time.GetElapsedTime(since) > wait && now.All(pair => pair.Value.Same >= compared[pair.Key].Same + 2) ? "so" : null;
            },
            cancellationToken);
        SetClocks(world, TimeSpan.Zero);
    }

    /// <summary>How often each Grafana was compared, with and without a difference.</summary>
    private static Dictionary<string, (int Same, int Differing)> Compared(ChaosWorld world)
    {
        var done = world.Logged(LogEvent.DriftDone).ToLookup(entry => entry.State("Grafana"), entry => entry.State("Differences") == "0");
        return new[] { "main", "healthy" }.ToDictionary(name => name, name => (done[name].Count(same => same), done[name].Count(same => !same)));
    }

    private static void SetClocks(ChaosWorld world, TimeSpan ahead)
    {
        if (ReplicaClock.CanMove)
        {
            foreach (var replica in world.Replicas)
            {
                replica.Clock.SetOff((long)ahead.TotalSeconds);
            }
        }
    }

    private async Task LoseStoreAsync(ChaosWorld world, FaultInjector injector, ChaosSender sender, DateTimeOffset start, TimeSpan at)
    {
        await world.StopReplicasAsync(cancellationToken);
        await store.LoseAsync();
        foreach (var replica in world.Replicas)
        {
            // What it finds that the ledger does not have it would read anew, and so hide that a webhook was lost.
            replica.Set("Annotations__DriftInterval", "00:00:00");
        }

        await world.StartReplicasAsync(cancellationToken);
        injector.Count(FaultKind.StoreLost);
        at = TimeSpan.FromMilliseconds(Math.Floor(at.TotalMilliseconds));
        var changes = sender.Latest.Take(ChangesAfterLoss).Select((incident, index) =>
            new PlannedChange(at, incident.Number, index % 2 == 0 ? ChangeKind.Resolved : ChangeKind.Renamed, Copies: 0)).ToList();
        await Task.WhenAll(changes.Select(change => sender.Change(change, start, cancellationToken)));
        await QuietAsync(world, lastDoubt: 0);
    }

    private GrafanaSight Sight(string name, SimulatedGrafana grafana, Others others) => new(
        name,
        [.. grafana.Annotations.Where(annotation => !others.IsTheirs(annotation))],
        tag => [.. grafana.FoundBy("incident-io", tag).Where(annotation => !others.IsTheirs(annotation))],
        _plan.Dashboard);

    private async Task AtAsync(TimeSpan at, Func<Task> act)
    {
        await Task.Delay(at, _time, cancellationToken);
        await act();
    }

    private async Task UntilAsync(TimeSpan at, long began)
    {
        var left = at - _time.GetElapsedTime(began);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, _time, cancellationToken);
        }
    }
}
