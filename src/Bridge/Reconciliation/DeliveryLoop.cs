using Bridge.Observability;
using Bridge.Reconciliation.Backlog;
using Bridge.Store;

namespace Bridge.Reconciliation;

/// <summary>
/// A loop of one Grafana, for one lane. It claims that Grafana's deliveries of it as they become due and works on several at once; nothing of it is
/// ever waited for by another Grafana's, or by the other lane. When more are due than it has room for, it looks how many, and has a backlog worked
/// off by pages. When the host stops it claims nothing more and finishes what it has, as far as the shutdown time-out lets it.
/// </summary>
internal sealed partial class DeliveryLoop(
    IAnnotationTarget target,
    Lane lane,
    IDeliveryQueue queue,
    DeliveryWork work,
    BacklogSweep backlog,
    WorkSignal signal,
    LoopHealth health,
    DeliverySettings settings,
    TimeProvider time,
    ILogger<DeliveryLoop> logger) : BridgeLoop($"deliveries to Grafana {NameOf(target, lane)}", time, logger)
{
    /// <summary>How often the loop looks even when nobody wakes it.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>How long Grafana may be away before what failed meanwhile need not wait for its retry.</summary>
    private static readonly TimeSpan Blip = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _abandon = new();
    private readonly HashSet<Task> _running = [];
    private readonly WakeUps _wakeUps = signal.Listen(lane);
    private readonly TimeProvider _time = time;

    /// <summary>A place for each delivery that may be worked on at once.</summary>
    private readonly SemaphoreSlim _room = new(RoomOf(target, lane, settings.Reconciliation));

    private volatile bool _isProbing;
    private volatile bool _wakesAll = true;
    private long? _heldSince;

    private string Name => NameOf(target, lane);

    /// <summary>
    /// How many deliveries of a lane are worked on at once. What is beside incidents takes half of the Grafana's requests at most: a new incident finds
    /// one free, however slow the Grafana is and however many alerts there are.
    /// </summary>
    public static int RoomOf(IAnnotationTarget target, Lane lane, ReconciliationOptions options) =>
        lane == Lane.Incidents ? options.MaxConcurrency : Math.Clamp(target.MaxConcurrency / 2, 1, options.MaxConcurrency);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Returns when the work is finished or the host's time is up; what is still running then is left to the lease.
        await base.StopAsync(cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            await _abandon.CancelAsync();
        }
    }

    public override void Dispose()
    {
        _abandon.Dispose();
        _room.Dispose();
        base.Dispose();
    }

    protected override async Task<TimeSpan> TurnAsync(CancellationToken stoppingToken)
    {
        _running.RemoveWhere(task => task.IsCompleted);
        health.Beat(Name);
        await work.EndUnendedAsync(target.Name, stoppingToken);
        if (target.HeldUntil is { } heldUntil)
        {
            return AskAgain(heldUntil, stoppingToken);
        }

        _heldSince = null;

        if (_wakesAll)
        {
            // At the start, and after an outage: what failed then may go well now.
            await queue.WakeAsync(target.Name, _time.GetUtcNow(), stoppingToken);
            _wakesAll = false;
        }

        if (_sweptAt is { } sweptAt && SweepInterval - _time.GetElapsedTime(sweptAt) is { Ticks: > 0 } pause)
        {
            return pause;
        }

        return await ClaimAsync(stoppingToken);
    }

    protected override Task WaitAsync(TimeSpan wait, CancellationToken stoppingToken) => _wakeUps.WaitAsync(wait, _time, stoppingToken);

    protected override async Task EndAsync()
    {
        await Task.WhenAll(_running);
        Log.Stopped(logger, Name);
    }

    protected override bool IsExpected(Exception exception) => exception is StoreException;

    /// <summary>While Grafana is left alone nothing is claimed: what is due stays due. One probe asks again when its time has come.</summary>
    private TimeSpan AskAgain(DateTimeOffset heldUntil, CancellationToken stoppingToken)
    {
        var heldSince = _heldSince ??= _time.GetTimestamp();
        var wait = heldUntil - _time.GetUtcNow();
        if (wait <= TimeSpan.Zero && !_isProbing)
        {
            _isProbing = true;
            _running.Add(ProbeAsync(heldSince, stoppingToken));
        }

        return wait > TimeSpan.Zero ? AtMost(wait) : LongestWait;
    }

    private async Task ProbeAsync(long heldSince, CancellationToken stoppingToken)
    {
        try
        {
            if (await target.ProbeAsync(stoppingToken) && _time.GetElapsedTime(heldSince) >= Blip)
            {
                _wakesAll = true;
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
        finally
        {
            _isProbing = false;
            _wakeUps.Wake();
        }
    }

    /// <summary>Starts work on what is due, as far as there is room, and says how long to wait before looking again.</summary>
    private async Task<TimeSpan> ClaimAsync(CancellationToken stoppingToken)
    {
        if (_sweeping == Sweeping.ByItself)
        {
            await ClaimEventsAsync(stoppingToken);
            return LongestWait;
        }

        var room = _sweeping == Sweeping.Events ? 0 : TakeRoom();
        try
        {
            if (room == 0)
            {
                return LongestWait;
            }

            if (_mayBeBacklog && await LookForBacklogAsync(stoppingToken))
            {
                return _sweeping == Sweeping.Events ? LongestWait : TimeSpan.Zero;
            }

            var now = _time.GetUtcNow();
            var result = await queue.ClaimAsync(target.Name, lane, room, now, now + DeliveryTimes.OfBridge.Lease, stoppingToken);
            _mayBeBacklog = result.Claims.Count == room;
            foreach (var claim in result.Claims)
            {
                room--;
                _running.Add(WorkAsync(claim));
            }

            var wait = result.NextDueAt - now ?? LongestWait;
            return wait <= TimeSpan.Zero && _mayBeBacklog ? LongestWait : AtMost(wait);
        }
        finally
        {
            GiveBack(room);
        }
    }

    private static string NameOf(IAnnotationTarget target, Lane lane) => lane == Lane.Incidents ? target.Name : $"{target.Name} beside incidents";

    private static TimeSpan AtMost(TimeSpan wait) =>
        TimeSpan.FromTicks(Math.Clamp(wait.Ticks, TimeSpan.TicksPerMillisecond, LongestWait.Ticks));

    private int TakeRoom()
    {
        var room = 0;
        while (_room.Wait(0, CancellationToken.None))
        {
            room++;
        }

        return room;
    }

    private void GiveBack(int room)
    {
        if (room > 0)
        {
            _room.Release(room);
        }
    }

    private async Task WorkAsync(Claim claim)
    {
        try
        {
            await work.RunAsync(claim, _abandon.Token);
        }
        catch (OperationCanceledException)
        {
            // The process ends; whoever starts next takes the delivery up again.
        }
        finally
        {
            // Before the wake-up, and not by the task's own end, which comes after it: the loop must find room when it looks.
            _room.Release();
            _wakeUps.Wake();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.SweepFailed, LogLevel.Warning, "The backlog of Grafana {Grafana} could not be worked off by pages: {Problem} The loop goes on.")]
        public static partial void SweepFailed(ILogger logger, Exception? exception, string grafana, string problem);

        [LoggerMessage(EventIds.Stopped, LogLevel.Information, "Work in progress in Grafana {Grafana} is finished.")]
        public static partial void Stopped(ILogger logger, string grafana);
    }
}
