
namespace Bridge.Commands;

internal static class CommandServices
{
    public static IServiceCollection AddCommands(this IServiceCollection services)
    {
        services.AddSingleton<CommandClaims>();
        return services;
    }
}
