namespace Bridge.Observability;

/// <summary>
/// A loop that lasts as long as the process. Only the host ends it: an exception in one turn is logged, once until a turn goes well again,
/// and the next turn comes after a pause.
/// </summary>
internal abstract partial class BridgeLoop(string name, TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>Short, so that a loop is at work within seconds after an outage of the store.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private int _failures;

    /// <summary>Does what there is to do.</summary>
    /// <returns>How long to wait before the next turn.</returns>
    protected abstract Task<TimeSpan> TurnAsync(CancellationToken stoppingToken);

    /// <summary>Waits for the next turn.</summary>
    protected virtual Task WaitAsync(TimeSpan wait, CancellationToken stoppingToken) => Task.Delay(wait, time, stoppingToken);

    /// <summary>Called when the host stops, after the last turn.</summary>
    protected virtual Task EndAsync() => Task.CompletedTask;

    /// <summary>Whether an exception is one that a turn can end in, so that its stack would say nothing.</summary>
    protected virtual bool IsExpected(Exception exception) => false;

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host does not wait for the first turn.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(await TryTurnAsync(stoppingToken), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
        }

        await EndAsync();
    }

    private async Task<TimeSpan> TryTurnAsync(CancellationToken stoppingToken)
    {
        try
        {
            var wait = await TurnAsync(stoppingToken);
            _failures = 0;
            return wait;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            // An outage of an hour need not be mentioned every few seconds.
            var level = _failures > 0 ? LogLevel.Debug : IsExpected(exception) ? LogLevel.Warning : LogLevel.Error;
            var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, Math.Min(_failures, 10))));
            _failures++;
            if (logger.IsEnabled(level))
            {
                Log.TurnFailed(logger, level, IsExpected(exception) ? null : exception, name, exception.Message, pause.TotalSeconds);
            }

            return pause;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = EventIds.LoopFailed, Message = "The loop {Loop} could not do its work: {Problem} It goes on in {Pause} s.")]
        public static partial void TurnFailed(ILogger logger, LogLevel level, Exception? exception, string loop, string problem, double pause);
    }
}
