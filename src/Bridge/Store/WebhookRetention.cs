using Bridge.Observability;

namespace Bridge.Store;

/// <summary>Forgets the ids of webhooks that cannot come again, a few at a time, so that the store does not grow for ever.</summary>
internal sealed partial class WebhookRetention(IBridgeStore store, TimeProvider time, ILogger<WebhookRetention> logger) : BackgroundService
{
    /// <summary>The sender tries for up to 28 hours; three days also cover a replay by hand on the next working day.</summary>
    internal static readonly TimeSpan Retention = TimeSpan.FromDays(3);

    private const int Batch = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await ForgetAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        try
        {
            var total = 0;
            int forgotten;
            do
            {
                forgotten = await store.ForgetWebhooksAsync(time.GetUtcNow() - Retention, Batch, cancellationToken);
                total += forgotten;
            }
            while (forgotten == Batch);

            Log.WebhooksForgotten(logger, total);
        }
        catch (StoreException exception)
        {
            Log.NotForgotten(logger, exception.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.WebhooksForgotten, LogLevel.Debug, "Forgot {Count} webhook ids older than the retention.")]
        public static partial void WebhooksForgotten(ILogger logger, int count);

        [LoggerMessage(EventIds.WebhooksNotForgotten, LogLevel.Warning, "Old webhook ids were not forgotten: {Problem} It is tried again in ten minutes.")]
        public static partial void NotForgotten(ILogger logger, string problem);
    }
}
