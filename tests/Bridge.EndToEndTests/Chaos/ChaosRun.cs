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
    /// <summary>Two minutes after a create of unknown fate the bridge looks for it once more; the one before that may have been cut off late itself.</summary>
    private static readonly TimeSpan LongestDoubt = TimeSpan.FromMinutes(2) + ChaosLimits.LatestCreate + TimeSpan.FromSeconds(7);

    /// <summary>Doubt, a clock that was off, and retries that back off to a minute.</summary>
    private static readonly TimeSpan QuietDeadline = TimeSpan.FromMinutes(5);

    /// <summary>What hangs for good should not take most of a short run.</summary>
    private const string GrafanaTimeout = "00:00:02";

    private const int ChangesAfterLoss = 25;

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly ChaosLedger _ledger = new();
    private readonly ChaosPlan _plan = ChaosPlan.Make(options, store.Limits);

    public async Task<ChaosReport> PlayAsync()
    {
        await using var world = await ChaosWorld.StartAsync(
            store, store.Limits.Replicas, _plan.Points, GrafanaTimeout, cancellationToken);
        var injector = new FaultInjector(world);
        var sender = new ChaosSender(world, _ledger);
        var start = DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds());
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
        await QuietAsync(world, lastDoubt);
        Say("quiet");
        var verdict = Judge(world);
        if (verdict.IsClean)
        {
            await LoseStoreAsync(world, injector, sender, start, _time.GetElapsedTime(began));
            verdict = Judge(world);
        }

        Say("over");
        Assert.Equal(0, world.Grafana.OrganizationWipes + world.Healthy.OrganizationWipes);
        Assert.Equal(0, world.Grafana.SearchesWithoutTimes + world.Healthy.SearchesWithoutTimes);
        return new ChaosReport(
            options,
            store.Name,
            world.Replicas.Count,
            _plan.Points,
            _ledger.Incidents,
            _ledger.Webhooks,
            _ledger.Acknowledged,
            _ledger.Refusals,
            world.IncidentIo.Requests.Count + world.Grafana.Requests.Count + world.Healthy.Requests.Count,
            world.CountLogged(LogEvent.DuplicateRemoved),
            world.CountLogged(LogEvent.LeaseLost),
            world.CountLogged(LogEvent.DeadLettered),
            _time.GetElapsedTime(began),
            injector.Done,
            injector.Impossible,
            verdict);

        void Say(string what) => say($"{_time.GetElapsedTime(began).TotalSeconds,6:0.0} s  {what}");
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
        var doubt = store.Limits.Kinds.Contains(FaultKind.CreateArrivesLate) ? LongestDoubt : TimeSpan.Zero;
        Assert.All(world.Replicas, replica => replica.AssertAlive());
        await Eventually.GetAsync(
            "an empty queue",
            QuietDeadline,
            async token => _time.GetElapsedTime(lastDoubt) > doubt && await world.IsIdleAsync(token) ? "so" : null,
            cancellationToken);
    }

    private async Task LoseStoreAsync(ChaosWorld world, FaultInjector injector, ChaosSender sender, DateTimeOffset start, TimeSpan at)
    {
        await world.StopReplicasAsync(cancellationToken);
        await store.LoseAsync();
        await world.StartReplicasAsync(cancellationToken);
        injector.Count(FaultKind.StoreLost);
        at = TimeSpan.FromMilliseconds(Math.Floor(at.TotalMilliseconds));
        var changes = sender.Latest.Take(ChangesAfterLoss).Select((incident, index) =>
            new PlannedChange(at, incident.Number, index % 2 == 0 ? ChangeKind.Resolved : ChangeKind.Renamed, Copies: 0)).ToList();
        await Task.WhenAll(changes.Select(change => sender.Change(change, start, cancellationToken)));
        await QuietAsync(world, lastDoubt: 0);
    }

    private ChaosVerdict Judge(ChaosWorld world) => _ledger.Judge(
        new Dictionary<string, IReadOnlyList<SimulatedAnnotation>> { ["main"] = world.Grafana.Annotations, ["healthy"] = world.Healthy.Annotations },
        _plan.Points);

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
