using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>A clock that moves only when a test moves it. It starts at the real time, since webhooks are signed with that.</summary>
internal static class TestClock
{
    public static FakeTimeProvider Create() => new(TimeProvider.System.GetUtcNow());

    public static void AddClock(this IServiceCollection services, FakeTimeProvider clock) => services.AddSingleton<TimeProvider>(clock);
}
