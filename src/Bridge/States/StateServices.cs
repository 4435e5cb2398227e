using Bridge.Store;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.States;

internal static class StateServices
{
    public static IServiceCollection AddStates(this IServiceCollection services)
    {
        services.TryAddSingleton<ISubjectNotes, NoNotes>();
        return services.AddSingleton<SubjectStates>();
    }
}
