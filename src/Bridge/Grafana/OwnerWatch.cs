using Bridge.Observability;
using Bridge.Store;

namespace Bridge.Grafana;

/// <summary>Has it asked whose one Grafana is when the bridge starts, and after it was away, also while nothing is due there.</summary>
internal sealed class OwnerWatch(GrafanaOwner owner, TimeProvider time, ILogger<OwnerWatch> logger)
    : BridgeLoop($"organization of Grafana {owner.Name}", time, logger)
{
    /// <summary>Nothing is sent while the last answer counts.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task<TimeSpan> TurnAsync(CancellationToken stoppingToken)
    {
        await owner.WhyNotAsync(stoppingToken);
        return Interval;
    }

    protected override bool IsExpected(Exception exception) => exception is StoreException;
}
