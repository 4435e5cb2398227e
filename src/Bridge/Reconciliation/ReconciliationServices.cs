using Bridge.Reconciliation.Backlog;
using Bridge.Reconciliation.Jobs;

namespace Bridge.Reconciliation;

internal static class ReconciliationServices
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services)
    {
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<AnnotationFinder>();
        services.AddSingleton<AnnotationApplier>();
        services.AddSingleton<AnnotationDiscovery>();
        services.AddSingleton<IncidentReconciler>();
        services.AddSingleton<ClaimedWork>();
        services.AddSingleton<BacklogReader>();
        services.AddSingleton<BacklogSweep>();
        services.AddSingleton<Resync>();
        services.AddSingleton<Drift>();
        services.AddHostedService<ReconciliationWorker>();
        services.AddHostedService<PeriodicJobRunner<Resync>>();
        services.AddHostedService<PeriodicJobRunner<Drift>>();
        return services;
    }
}
