using Bridge.Observability;
using Bridge.Reconciliation.Backlog;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

internal static class ReconciliationServices
{
    /// <summary>What works on deliveries, for the bridge and for commands.</summary>
    /// <param name="services">Where they are added.</param>
    /// <param name="times">How long a delivery may take.</param>
    public static IServiceCollection AddReconciliation(this IServiceCollection services, DeliveryTimes times)
    {
        services.AddSingleton(times);
        services.AddSingleton<Sights>();
        services.AddSingleton<AnnotationFinder>();
        services.AddSingleton<AnnotationMaker>();
        services.AddSingleton<AnnotationApplier>();
        services.AddSingleton<LookThenWrite>();
        services.AddSingleton<OpenEnds>();
        services.AddSingleton<RecentDeliveries>();
        services.AddSingleton<DeliveryReport>();
        services.AddSingleton<SubjectLead>();
        services.AddSingleton<DeliveryWork>();
        return services;
    }

    /// <summary>The loops: two per Grafana for its deliveries, one for its drift and one for its retention, and for all one that resyncs and one that knows what is open.</summary>
    /// <param name="services">Where they are added.</param>
    /// <param name="grafanas">The names of all Grafanas.</param>
    /// <param name="polled">The kinds beside incidents that are listed once in a while.</param>
    /// <param name="openIncidentSeries">How many open incidents have a series of their own at most.</param>
    public static IServiceCollection AddReconciliationLoops(this IServiceCollection services, IReadOnlyList<string> grafanas, IReadOnlyList<SubjectKind> polled, int openIncidentSeries)
    {
        services.AddSingleton<BacklogReader>();
        services.AddSingleton<BacklogSweep>();
        services.AddSingleton<OpenIncidentMetrics>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<OpenIncidents>(provider, openIncidentSeries));
        services.AddHostedService<OpenIncidentsWatch>();
        services.AddSingleton<Resync>();
        services.AddSingleton<IHostedService>(provider => Runner(provider, provider.GetRequiredService<Resync>()));
        foreach (var kind in polled)
        {
            services.AddSingleton<IHostedService>(provider => Runner(provider, ActivatorUtilities.CreateInstance<SubjectPoll>(
                provider, provider.GetServices<ISubjectListing>().Single(listing => listing.Kind == kind))));
        }

        foreach (var grafana in grafanas)
        {
            foreach (var lane in Lanes.All)
            {
                services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<DeliveryLoop>(provider, Target(provider, grafana), lane));
            }

            services.AddSingleton<IHostedService>(provider => Runner(
                provider, ActivatorUtilities.CreateInstance<Drift>(provider, Target(provider, grafana))));
            services.AddSingleton<IHostedService>(provider => Runner(
                provider, ActivatorUtilities.CreateInstance<Retention>(provider, Target(provider, grafana))));
        }

        return services;
    }

    private static IAnnotationTarget Target(IServiceProvider services, string grafana) =>
        services.GetServices<IAnnotationTarget>().Single(target => target.Name == grafana);

    private static PeriodicJobRunner Runner(IServiceProvider services, IPeriodicWork work) =>
        ActivatorUtilities.CreateInstance<PeriodicJobRunner>(services, work);
}
