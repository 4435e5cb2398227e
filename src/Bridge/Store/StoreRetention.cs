using Bridge.Observability;

namespace Bridge.Store;

/// <summary>
/// Forgets what is not needed any more, so that the store does not grow for ever: the ids of webhooks that cannot come again, and
/// incidents that are long over. A few at a time, each time in a transaction of its own, so that webhooks are taken in between.
/// </summary>
internal sealed partial class StoreRetention(IStoreUpkeep store, TimeProvider time, ILogger<StoreRetention> logger)
    : BridgeLoop("retention", time, logger)
{
    /// <summary>The sender tries for up to 28 hours; three days also cover a replay by hand on the next working day.</summary>
    internal static readonly TimeSpan OfWebhooks = TimeSpan.FromDays(3);

    /// <summary>
    /// Since the incident was last worked on and its annotations ended: three times as long as they are compared with Grafana. A forgotten
    /// incident that changes after all costs a search in Grafana.
    /// </summary>
    internal static readonly TimeSpan OfIncidents = TimeSpan.FromDays(90);

    /// <summary>
    /// Of what is no incident and was not shown, since it was last worked on: a webhook that comes again within a day costs no request. What a bridge
    /// that was away for a week did not get to goes with the incidents.
    /// </summary>
    internal static readonly TimeSpan OfUnshown = TimeSpan.FromDays(1);

    private static readonly TimeSpan ReachOfUnshown = TimeSpan.FromDays(8);

    /// <summary>For as long as Grafana is compared with the ledger, a Grafana that is restored must not show again what was taken away.</summary>
    internal static readonly TimeSpan OfTakenAway = TimeSpan.FromDays(30);

    private const int WebhooksAtOnce = 1000;

    private const int IncidentsAtOnce = 200;

    /// <summary>Of 4 KB each.</summary>
    private const int PagesAtOnce = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _time = time;

    protected override async Task<TimeSpan> TurnAsync(CancellationToken stoppingToken)
    {
        try
        {
            await ForgetAsync(stoppingToken);
        }
        catch (StoreException exception)
        {
            Log.NotForgotten(logger, exception.Message);
        }

        return Interval;
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var webhooks = await RepeatAsync(
            limit => store.ForgetWebhooksAsync(now - OfWebhooks, limit, cancellationToken), WebhooksAtOnce, cancellationToken);
        var incidents = await RepeatAsync(
            limit => store.ForgetIncidentsAsync(now - OfIncidents, limit, cancellationToken), IncidentsAtOnce, cancellationToken);
        incidents += await RepeatAsync(
            limit => store.ForgetUnshownAsync(now - ReachOfUnshown, now - OfUnshown, limit, cancellationToken), IncidentsAtOnce, cancellationToken);
        await RepeatAsync(
            limit => store.ForgetTakenAwayAsync(now - OfTakenAway, limit, cancellationToken), WebhooksAtOnce, cancellationToken);
        var pages = await RepeatAsync(limit => store.GiveSpaceBackAsync(limit, cancellationToken), PagesAtOnce, cancellationToken);
        Log.Forgotten(logger, webhooks, incidents, pages);
    }

    /// <summary>Does a little again and again, until there is less than that left.</summary>
    private static async Task<int> RepeatAsync(Func<int, Task<int>> step, int limit, CancellationToken cancellationToken)
    {
        var total = 0;
        int done;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            done = await step(limit);
            total += done;
        }
        while (done == limit);

        return total;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.WebhooksForgotten,
            LogLevel.Debug,
            "Forgot {Webhooks} webhook ids and {Incidents} incidents older than the retention, and gave {Pages} pages of the file back.")]
        public static partial void Forgotten(ILogger logger, int webhooks, int incidents, int pages);

        [LoggerMessage(EventIds.WebhooksNotForgotten, LogLevel.Warning, "Not everything old was forgotten: {Problem} It is tried again in ten minutes.")]
        public static partial void NotForgotten(ILogger logger, string problem);
    }
}
