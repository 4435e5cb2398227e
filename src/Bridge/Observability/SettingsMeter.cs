using Prometheus;

namespace Bridge.Observability;

/// <summary>Says whether what lies in the secrets directory and in the configuration file is in use.</summary>
internal sealed class SettingsMeter(Func<bool> isFailing)
{
    /// <summary>Whether changed settings are not in use.</summary>
    public bool IsFailing => isFailing();

    public void MeasureBeforeEach(CollectorRegistry registry)
    {
        var failing = Metrics.WithCustomRegistry(registry).CreateGauge(
            BridgeMetrics.Prefix + "settings_reload_failing",
            "1 while changed settings are not in use, since they could not be read or have a fault.");
        registry.AddBeforeCollectCallback(() => failing.Set(isFailing() ? 1 : 0));
    }
}
