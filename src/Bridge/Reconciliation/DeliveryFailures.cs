using Bridge.Observability;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

internal static class DeliveryFailures
{
    /// <summary>Counts a failed delivery, unless it was held and so not tried, and gives the failure back with where it was and what for.</summary>
    public static UpstreamFailure DeliveryFailed(
        this BridgeMetrics metrics, IAnnotationTarget target, DeliveryKind kind, UpstreamFailure failure)
    {
        if (!failure.IsHeld)
        {
            metrics.DeliveryFailed(target.Name, kind, failure.Reason);
        }

        return failure with { Detail = $"{kind} in Grafana {target.Name}: {failure.Detail}" };
    }
}
