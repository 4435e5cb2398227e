using Bridge.Grafana.DryRun;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Store;

namespace Bridge;

/// <summary>
/// <c>run --dry-run</c>: the whole bridge, but for what it writes to Grafana, which it logs. It has a store of its own, so that a later run posts
/// everything.
/// </summary>
internal static partial class DryRunSetup
{
    /// <summary>They say that something was posted. In a dry run nothing is, and <see cref="DryWrites"/> says what would be.</summary>
    private static readonly Type[] Posting = [typeof(AnnotationMaker), typeof(AnnotationApplier), typeof(OpenEnds)];

    public static void AddDryRun(this WebApplicationBuilder builder, IReadOnlyList<string> grafanas)
    {
        foreach (var grafana in grafanas)
        {
            builder.Services.AddKeyedSingleton(grafana, (provider, _) => new DryWrites(grafana, provider.GetRequiredService<ILogger<DryWrites>>()));
        }

        foreach (var type in Posting)
        {
            builder.Logging.AddFilter(type.FullName, LogLevel.Error);
        }
    }

    /// <summary>Says that it is one, in the log and in the metric.</summary>
    public static void Announce(WebApplication app, StorageOptions storage)
    {
        app.Services.GetRequiredService<BridgeMetrics>().RunsDry();
        Log.Dry(app.Logger, storage.Path);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.DryRun,
            LogLevel.Warning,
            "Dry run: nothing is written to any Grafana. What would be is logged (events 4030 to 4033). The store of this run is {Path}, and is deleted when it ends.")]
        public static partial void Dry(ILogger logger, string path);
    }
}
