using Bridge.Observability;
using Prometheus;

namespace Bridge.Store;

/// <summary>
/// Asks the store at a scrape whether it takes writes, and for the queue's figures, so that neither is older than it; but once a second at
/// most, however often somebody scrapes.
/// </summary>
internal sealed partial class QueueMeter(IBridgeStore store, BridgeMetrics metrics, TimeProvider time, ILogger<QueueMeter> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly OncePerMinute<string> _lines = new(time);
    private long _lastRead = long.MinValue;

    public void MeasureBeforeEach(CollectorRegistry registry) => registry.AddBeforeCollectCallback(MeasureAsync);

    /// <summary>Called once after the store is open: a restart must not look like years without a webhook.</summary>
    public async Task RestoreAsync(CancellationToken cancellationToken)
    {
        var statistics = await store.ReadStatisticsAsync(cancellationToken);
        metrics.StoreProbed(ready: true);
        Tell(statistics);
        if (statistics.LastAcceptedAt is { } lastAccepted)
        {
            metrics.LastAcceptedAt(lastAccepted);
        }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var last = Interlocked.Read(ref _lastRead);
        var now = time.GetTimestamp();
        if ((last != long.MinValue && time.GetElapsedTime(last, now) < Interval)
            || Interlocked.CompareExchange(ref _lastRead, now, last) != last)
        {
            return;
        }

        metrics.StoreProbed(await IsReadyAsync(cancellationToken));
        try
        {
            Tell(await store.ReadStatisticsAsync(cancellationToken));
        }
        catch (StoreException exception)
        {
            // The other metrics still say what is wrong; readiness says it about the store.
            if (_lines.Note("") > 0)
            {
                Log.MetricsUnavailable(logger, exception.Message);
            }
        }
    }

    private void Tell(StoreStatistics statistics)
    {
        var now = time.GetUtcNow();
        metrics.QueueMeasured(
            (statistics.Pending, now - statistics.OldestPendingSince ?? TimeSpan.Zero),
            (statistics.PendingOthers, now - statistics.OldestOtherSince ?? TimeSpan.Zero),
            statistics.PendingByGrafana,
            statistics.DeadLetters);
        if (statistics.LastResyncAt is { } lastResync)
        {
            metrics.ResyncedAt(lastResync);
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.ProbeAsync(cancellationToken);
            return true;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.MetricsUnavailable, LogLevel.Warning, "The queue could not be measured; its metrics keep their last values: {Problem}")]
        public static partial void MetricsUnavailable(ILogger logger, string problem);
    }
}
