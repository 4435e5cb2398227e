using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Store;

namespace Bridge.Grafana;

/// <summary>
/// Asks again for the dashboards of one Grafana that were not there, once for all that wait for them. When one is back, what failed in that
/// Grafana is due at once.
/// </summary>
internal sealed partial class MissingDashboards(
    IAnnotationTarget target,
    GrafanaProbe probe,
    DashboardWatch dashboards,
    IDeliveryQueue queue,
    WorkSignal signal,
    TimeProvider time,
    ILogger<MissingDashboards> logger) : BridgeLoop($"missing dashboards of Grafana {target.Name}", time, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _time = time;

    protected override async Task<TimeSpan> TurnAsync(CancellationToken stoppingToken)
    {
        foreach (var uid in target.HeldUntil is null ? dashboards.Missing : [])
        {
            if (await probe.GetDashboardAsync(uid, stoppingToken) is (not null, null))
            {
                var woken = await queue.WakeAsync(target.Name, _time.GetUtcNow(), stoppingToken);
                dashboards.IsThere(uid);
                Log.DashboardBack(logger, uid, target.Name, woken);
                signal.Wake();
            }
        }

        return Interval;
    }

    protected override bool IsExpected(Exception exception) => exception is StoreException;

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.DashboardBack, LogLevel.Information, "The dashboard {Dashboard} is there again in Grafana {Grafana}: {Deliveries} deliveries that failed are tried again now.")]
        public static partial void DashboardBack(ILogger logger, string dashboard, string grafana, int deliveries);
    }
}
