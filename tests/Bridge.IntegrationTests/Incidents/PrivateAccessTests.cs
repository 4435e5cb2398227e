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

        await AskedAgainAsync(clock, TimeSpan.FromHours(1), bridge);
        bridge.IncidentIo.HasRoles("viewer", "global_access");
        await AskedAgainAsync(clock, TimeSpan.FromHours(1), bridge);
        await LogsAsync(bridge, EventIds.PrivateAccessGranted);

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
        await AskedAgainAsync(clock, TimeSpan.FromMinutes(1), bridge);

        await LogsAsync(bridge, EventIds.PrivateAccessGranted);
    }

    private static Task LogsAsync(BridgeInstance bridge, int eventId) => Eventually.IsTrueAsync(
        () => bridge.Logs.GetSnapshot().Any(record => record.Id.Id == eventId), $"event {eventId} was logged");

    /// <summary>The watch may not have begun to wait when the clock moves, so the clock moves until it asks.</summary>
    private static async Task AskedAgainAsync(FakeTimeProvider clock, TimeSpan interval, BridgeInstance bridge)
    {
        var before = bridge.IncidentIo.Calls.Count;
        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(interval);
                return bridge.IncidentIo.Calls.Count > before;
            },
            "the key's identity was asked for again");
    }
}
