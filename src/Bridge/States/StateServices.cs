namespace Bridge.States;

internal static class StateServices
{
    public static IServiceCollection AddStates(this IServiceCollection services) => services.AddSingleton<SubjectStates>();
}
