using Bridge.Observability;
using Bridge.Settings;
using Bridge.Store;

namespace Bridge.Reconciliation;

/// <summary>
/// The loop that claims incidents as they become due and works on several at once. When the host stops it claims nothing more and
/// finishes what it has, as far as the shutdown time-out lets it.
/// </summary>
internal sealed partial class ReconciliationWorker(
    IBridgeStore store,
    ClaimedWork work,
    WorkSignal signal,
    LoopHealth health,
    BridgeSettings settings,
    TimeProvider time,
    ILogger<ReconciliationWorker> logger) : BackgroundService
{
    /// <summary>How often the loop looks even when nobody wakes it.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _abandon = new();
    private readonly HashSet<Task> _running = [];
    private int _busy;

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
        var room = settings.Reconciliation.MaxConcurrency - Volatile.Read(ref _busy);
        if (room == 0)
        {
            return LongestWait;
        }

        try
        {
            var now = time.GetUtcNow();
            var result = await store.ClaimAsync(room, now, now + ClaimedWork.LeaseDuration, stoppingToken);
            foreach (var claim in result.Claims)
            {
                Interlocked.Increment(ref _busy);
                _running.Add(WorkAsync(claim));
            }

            var wait = result.NextDueAt - now ?? LongestWait;
            return wait <= TimeSpan.Zero && result.Claims.Count == room ? LongestWait
                : TimeSpan.FromTicks(Math.Clamp(wait.Ticks, TimeSpan.TicksPerMillisecond, LongestWait.Ticks));
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            Log.LoopFailed(logger, exception);
            return LongestWait;
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
            Interlocked.Decrement(ref _busy);
            signal.Wake();
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
