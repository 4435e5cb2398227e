using Bridge.Observability;

namespace Bridge.Store;

/// <summary>
/// Opens the store at the start. A server that is away then is waited for, as one that goes away later is: the ports are open, webhooks are answered
/// 503, and <c>/readyz</c> and the log say why. What waiting cannot mend ends the start.
/// </summary>
internal sealed partial class StoreOpening(IBridgeStore store, QueueMeter meter, WorkSignal signal, TimeProvider time, ILogger<StoreOpening> logger)
{
    /// <summary>As long as the chart's startup probe waits. Whoever starts the process starts it again.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly JobName FirstStart = new(PeriodicJob.FirstStart);

    /// <summary>A hundred years after the first time.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(36_500);

    private readonly long _started = time.GetTimestamp();

    /// <summary>Tries once.</summary>
    /// <param name="admitSince">What changed since then is for a new Grafana too.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it is open. If not, it may be there later: <see cref="WaitAsync"/>.</returns>
    /// <exception cref="StoreException">It cannot be opened, and that does not pass by itself.</exception>
    public async Task<bool> TryAsync(TimeSpan admitSince, CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(admitSince, cancellationToken);
            return true;
        }
        catch (StoreException exception) when (exception.MayPass)
        {
            Log.Waiting(logger, exception.Message, LongestWait.TotalMinutes);
            return false;
        }
    }

    /// <summary>Tries until it is open.</summary>
    /// <inheritdoc cref="TryAsync"/>
    /// <exception cref="StoreException">It cannot be opened, or was not there for <see cref="LongestWait"/>.</exception>
    public async Task WaitAsync(TimeSpan admitSince, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Pause, time, cancellationToken);
            try
            {
                await OpenAsync(admitSince, cancellationToken);
                Log.Opened(logger, time.GetElapsedTime(_started).TotalSeconds);
                signal.Wake();
                return;
            }
            catch (StoreException exception) when (exception.MayPass && time.GetElapsedTime(_started) < LongestWait)
            {
                Log.StillWaiting(logger, exception.Message);
            }
        }
    }

    private async Task OpenAsync(TimeSpan admitSince, CancellationToken cancellationToken)
    {
        await store.OpenAsync(StoreAccess.Bridge, cancellationToken);
        var now = time.GetUtcNow();
        await NoteFirstStartAsync(now, cancellationToken);
        await store.AdmitAsync(now - admitSince, now, cancellationToken);
        await meter.RestoreAsync(cancellationToken);
    }

    /// <summary><c>explain</c> tells by it what nobody was there to see.</summary>
    private async Task NoteFirstStartAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await store.TryClaimJobAsync(FirstStart, Never, now, now + Pause, cancellationToken) is { } claim)
        {
            await store.EndJobAsync(claim, now, now, cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.StoreAway, LogLevel.Warning, "The store is not there yet; the bridge waits for it for up to {Minutes} minutes and answers webhooks with 503: {Problem}")]
        public static partial void Waiting(ILogger logger, string problem, double minutes);

        [LoggerMessage(EventIds.StoreStillAway, LogLevel.Debug, "The store is not there yet: {Problem}")]
        public static partial void StillWaiting(ILogger logger, string problem);

        [LoggerMessage(EventIds.StoreOpened, LogLevel.Information, "The store is there, {Seconds:0} s after the start.")]
        public static partial void Opened(ILogger logger, double seconds);
    }
}
