using Bridge.Commands.Backfill;

namespace Bridge.Commands;

internal static class CommandServices
{
    public static IServiceCollection AddCommands(this IServiceCollection services)
    {
        services.AddSingleton<CommandClaims>();
        services.AddSingleton<BackfillRun>();
        services.AddSingleton<BackfillPlan>();
        return services;
    }
}
