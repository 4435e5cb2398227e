using Bridge.Settings;
using Prometheus;

namespace Bridge.Observability;

/// <summary>Says whether what lies in the secrets directory is in use.</summary>
internal sealed class SettingsMeter(IConfiguration configuration, LiveSettings live)
{
    public void MeasureBeforeEach(CollectorRegistry registry)
    {
        var failing = Metrics.WithCustomRegistry(registry).CreateGauge(
            BridgeMetrics.Prefix + "settings_reload_failing",
            "1 while changed settings are not in use, since they could not be read or have a fault.");
        registry.AddBeforeCollectCallback(() =>
            failing.Set(live.HasFaults || SecretFiles.Of(configuration) is { Faults.Count: > 0 } ? 1 : 0));
    }
}
