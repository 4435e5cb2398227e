using Bridge.Ports;
using Prometheus;

namespace Bridge.Operator;

/// <summary>
/// What Prometheus' other client libraries call <c>process_resident_memory_bytes</c>, <c>process_open_fds</c> and <c>process_max_fds</c>, and
/// dashboards for any process ask for. prometheus-net has names of its own for the first two, and nothing for the third.
/// </summary>
internal static class ProcessMetrics
{
    private const string OpenFiles = "/proc/self/fd";

    public static void Register(CollectorRegistry registry)
    {
        var metrics = Metrics.WithCustomRegistry(registry);
        var memory = metrics.CreateGauge("process_resident_memory_bytes", "Resident memory size in bytes.");
        registry.AddBeforeCollectCallback(() => memory.Set(Environment.WorkingSet));
        if (!Directory.Exists(OpenFiles))
        {
            return;
        }

        var open = metrics.CreateGauge("process_open_fds", "Number of open file descriptors.");
        metrics.CreateGauge("process_max_fds", "Maximum number of open file descriptors.").Set(DescriptorLimit.Raise());

        // One is that of the listing itself.
        registry.AddBeforeCollectCallback(() => open.Set(Directory.EnumerateFileSystemEntries(OpenFiles).Count() - 1));
    }
}
