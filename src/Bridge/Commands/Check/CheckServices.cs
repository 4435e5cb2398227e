namespace Bridge.Commands.Check;

internal static class CheckServices
{
    public static IServiceCollection AddChecks(this IServiceCollection services)
    {
        services.AddSingleton<IncidentIoCheck>();
        services.AddSingleton<AccountCheck>();
        services.AddSingleton<KindCheck>();
        services.AddSingleton<Checks>();
        return services;
    }
}
