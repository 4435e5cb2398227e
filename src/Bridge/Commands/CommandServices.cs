using Bridge.Commands.Backfill;
using Bridge.Commands.Explain;
using Bridge.Commands.Prune;
using Bridge.Commands.Resync;

namespace Bridge.Commands;

internal static class CommandServices
{
    public static IServiceCollection AddCommands(this IServiceCollection services)
    {
        services.AddSingleton<CommandClaims>();
        services.AddSingleton<BackfillSearch>();
        services.AddSingleton<BackfillRun>();
        services.AddSingleton<BackfillPlan>();
        services.AddSingleton<ExplainFactFinder>();
        services.AddSingleton<ResyncRun>();
        services.AddSingleton<PruneSearch>();
        services.AddSingleton<PruneRun>();
        return services;
    }
}
