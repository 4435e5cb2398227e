using Bridge.IntegrationTests.Hosting;
using Bridge.Observability;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Incidents;

public sealed class PrivateAccessTests
{
    [Fact]
    public async Task A_key_that_may_read_private_incidents_shows_as_1()
    {
        await using var bridge = await BridgeInstance.StartAsync();

        await LogsAsync(bridge, EventIds.PrivateAccessGranted);

        Assert.Equal(1, (await bridge.ReadMetricsAsync())["incidentbridge_private_access"]);
        Assert.DoesNotContain(bridge.Logs.GetSnapshot(), record => record.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_key_that_may_not_is_warned_about_once_and_noticed_when_it_may()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(
            services: services => services.AddClock(clock), prepare: bridge => bridge.IncidentIo.HasRoles("viewer"));
        await LogsAsync(bridge, EventIds.PrivateAccessMissing);
        var before = await bridge.ReadMetricsAsync();

        var asked = bridge.IncidentIo.Calls.Count;
        await PassesUntilAsync(clock, () => bridge.IncidentIo.Calls.Count > asked, "the key's identity was asked for again");
        bridge.IncidentIo.HasRoles("viewer", "global_access");
        await PassesUntilAsync(clock, () => Has(bridge, EventIds.PrivateAccessGranted), "the new role was noticed");

        Assert.Equal(0, before["incidentbridge_private_access"]);
        Assert.Equal(1, (await bridge.ReadMetricsAsync())["incidentbridge_private_access"]);
        Assert.Single(bridge.Logs.GetSnapshot(), record => record.Id.Id == EventIds.PrivateAccessMissing && record.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task An_incident_io_that_cannot_be_reached_at_the_start_is_asked_again_and_stops_nothing()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(
            services: services => services.AddClock(clock),
            prepare: bridge => bridge.IncidentIo.Answers(IncidentIoMock.Identity(), Answer.Status(500)));
        await LogsAsync(bridge, EventIds.IdentityUnavailable);

        await bridge.Management.GetStringAsync("/readyz", TestContext.Current.CancellationToken);
        bridge.IncidentIo.HasRoles("viewer", "global_access");
        await PassesUntilAsync(clock, () => Has(bridge, EventIds.PrivateAccessGranted), "the role was noticed");
    }

    private static bool Has(BridgeInstance bridge, int eventId) => bridge.Logs.GetSnapshot().Any(record => record.Id.Id == eventId);

    private static Task LogsAsync(BridgeInstance bridge, int eventId) =>
        Eventually.IsTrueAsync(() => Has(bridge, eventId), $"event {eventId} was logged");

    /// <summary>Lets hours pass: the watch may not have begun to wait yet, and a request that is under way times out and is made again.</summary>
    private static Task PassesUntilAsync(FakeTimeProvider clock, Func<bool> condition, string expectation) => Eventually.IsTrueAsync(
        () =>
        {
            clock.Advance(TimeSpan.FromHours(1));
            return condition();
        },
        expectation);
}
