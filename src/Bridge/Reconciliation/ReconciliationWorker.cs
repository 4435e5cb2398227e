using Bridge.Observability;
using Bridge.Reconciliation.Backlog;
using Bridge.Settings;
using Bridge.Store;

namespace Bridge.Reconciliation;

/// <summary>
/// The loop that claims incidents as they become due and works on several at once. When more are due than it has room for, it looks how
/// many, and has a backlog worked off by pages. When the host stops it claims nothing more and finishes what it has, as far as the
/// shutdown time-out lets it.
/// </summary>
internal sealed partial class ReconciliationWorker(
    IBridgeStore store,
    ClaimedWork work,
    BacklogSweep backlog,
    WorkSignal signal,
    LoopHealth health,
    BridgeSettings settings,
    TimeProvider time,
    ILogger<ReconciliationWorker> logger) : BackgroundService
{
    /// <summary>How often the loop looks even when nobody wakes it.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a backlog is looked for in a storm, in which incidents become due one after the other: without the pause they would be
    /// too few each time to be read by pages.
    /// </summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _abandon = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>A place for each incident that may be worked on at once.</summary>
    private readonly SemaphoreSlim _room = new(settings.Reconciliation.MaxConcurrency);

    private volatile bool _isSweeping;
    private volatile bool _mayBeBacklog;
    private long? _sweptAt;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // Returns when the work is finished or the host's patience is at its end; what is still running then is left to the lease.
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = await ClaimOnceAsync(stoppingToken);
            health.Beat();
            try
            {
                await signal.WaitAsync(wait, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await Task.WhenAll(_running);
        Log.Stopped(logger);
    }

    /// <summary>Starts work on what is due, as far as there is room, and says how long to wait before looking again.</summary>
    private async Task<TimeSpan> ClaimOnceAsync(CancellationToken stoppingToken)
    {
        _running.RemoveWhere(task => task.IsCompleted);
        if (_sweptAt is { } sweptAt && SweepInterval - time.GetElapsedTime(sweptAt) is { Ticks: > 0 } pause)
        {
            return pause;
        }

        var room = _isSweeping ? 0 : TakeRoom();
        try
        {
            if (room == 0)
            {
                return LongestWait;
            }

            if (_mayBeBacklog)
            {
                _mayBeBacklog = false;
                if (await backlog.LookAsync(stoppingToken) is { Count: > 0 } due)
                {
                    _isSweeping = true;
                    _sweptAt = time.GetTimestamp();
                    _running.Add(SweepAsync(due, stoppingToken));
                    return LongestWait;
                }
            }

            var now = time.GetUtcNow();
            var result = await store.ClaimAsync(room, now, now + ClaimedWork.LeaseDuration, stoppingToken);
            _mayBeBacklog = result.Claims.Count == room;
            foreach (var claim in result.Claims)
            {
                room--;
                _running.Add(WorkAsync(claim));
            }

            var wait = result.NextDueAt - now ?? LongestWait;
            return wait <= TimeSpan.Zero && _mayBeBacklog ? LongestWait
                : TimeSpan.FromTicks(Math.Clamp(wait.Ticks, TimeSpan.TicksPerMillisecond, LongestWait.Ticks));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return LongestWait;
        }
        catch (Exception exception)
        {
            // Also while the host stops: an exception that left the loop would leave what was begun to the end of the process.
            Log.LoopFailed(logger, exception);
            return LongestWait;
        }
        finally
        {
            GiveBack(room);
        }
    }

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
            // The process ends; whoever starts next takes the incident up again.
        }
        finally
        {
            // Before the wake-up, and not by the task's own end, which comes after it: the loop must find room when it looks.
            _room.Release();
            signal.Wake();
        }
    }

    private async Task SweepAsync(IReadOnlyList<DueIncident> due, CancellationToken stoppingToken)
    {
        var isOver = false;
        try
        {
            await backlog.RunAsync(due, _room, End, stoppingToken, _abandon.Token);
        }
        catch (OperationCanceledException)
        {
            // The process ends, as above.
        }
        catch (Exception exception)
        {
            Log.LoopFailed(logger, exception);
        }
        finally
        {
            End();
        }

        // What the sweep has begun goes on beside the next one: an incident that takes long keeps no others waiting.
        void End()
        {
            if (!Interlocked.Exchange(ref isOver, true))
            {
                // In a storm there are more by now.
                _mayBeBacklog = true;
                _isSweeping = false;
                signal.Wake();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.LoopFailed, LogLevel.Error, "The store could not be asked for work; trying again.")]
        public static partial void LoopFailed(ILogger logger, Exception exception);

        [LoggerMessage(EventIds.Stopped, LogLevel.Information, "Work in progress is finished.")]
        public static partial void Stopped(ILogger logger);
    }
}
