namespace Bridge.Reconciliation;

internal static class ReconciliationServices
{
    public static IServiceCollection AddReconciliation(this IServiceCollection services)
    {
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<AnnotationFinder>();
        services.AddSingleton<AnnotationApplier>();
        services.AddSingleton<IncidentReconciler>();
        services.AddHostedService<ReconciliationWorker>();
        return services;
    }
}
