using Bridge.IntegrationTests.Hosting;
using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.IncidentIo.OnCall;
using Bridge.Simulator.Webhooks;

namespace Bridge.IntegrationTests.Kinds;

/// <summary>No number of alerts keeps an incident waiting, whatever they wait for.</summary>
public sealed class LaneTests
{
    private const int Many = 60;

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly SimulatedIncident Incident = SimulatedIncident.Declared(1, "Checkout is slow", Now).Live(Now);

    private readonly TaskCompletionSource _released = new();

    [Fact]
    public async Task Alerts_that_incident_io_does_not_answer_about_keep_no_incident_waiting()
    {
        await using var world = await AlertWorld.StartNowAsync(
            world => world.IncidentIo.Faults.Always(Fault.HangsUntil(_released.Task), IsForOne), ("Alerts:Show", "matching"), ("IncidentIo:Timeout", "00:01:00"));
        await AnnounceAsync(world, Many);
        await Eventually.IsTrueAsync(() => Asked(world) == 2, () => $"half of Grafana's four requests are for alerts; it is {Asked(world)}");

        await world.BecomesAsync(Incident);

        await world.ShowsIncidentAsync(Incident);
        Assert.Equal((2, 0), (Asked(world), world.Grafana.WithTags("incident-io-alert").Count));
        await Eventually.IsTrueAsync(
            async () => await world.Bridge.ReadMetricsAsync() is var metrics
                && metrics["incidentbridge_queue_pending"] == 0
                && metrics["incidentbridge_queue_oldest_age_seconds"] == 0
                && metrics["incidentbridge_others_pending"] >= Many
                && metrics["incidentbridge_others_oldest_age_seconds"] > 0,
            "the metrics of incidents say nothing of alerts");
        _released.SetResult();
        await ShowsAlertsAsync(world);
        await Eventually.IsTrueAsync(
            async () => await world.Bridge.ReadMetricsAsync() is var metrics
                && metrics["incidentbridge_others_pending"] == 0
                && metrics["incidentbridge_delivery_latency_seconds_count"] == 1,
            "nothing waits, and the latency is that of the incident");
    }

    [Fact]
    public async Task Alerts_that_grafana_does_not_answer_about_keep_no_incident_waiting()
    {
        await using var world = await AlertWorld.StartNowAsync(
            world => world.Grafana.Faults.Always(Fault.HangsUntil(_released.Task), IsAboutAlerts), ("Alerts:Show", "matching"), ("Grafana:main:Timeout", "00:01:00"));
        await AnnounceAsync(world, Many);
        await Eventually.IsTrueAsync(() => world.Grafana.Requests.Count(IsAboutAlerts) == 2, "half of Grafana's four requests are for alerts");

        await world.BecomesAsync(Incident);

        await world.ShowsIncidentAsync(Incident);
        Assert.Equal(2, world.Grafana.Requests.Count(IsAboutAlerts));
        _released.SetResult();
        await ShowsAlertsAsync(world);
    }

    [Fact]
    public async Task Alerts_are_asked_for_at_a_third_of_the_rate_that_incident_io_allows()
    {
        const int atOnce = 200;
        const int more = 16;
        await using var world = await AlertWorld.StartNowAsync(_ => { }, ("Alerts:Show", "matching"), ("Alerts:Priorities:0", "P1"));

        await AnnounceAsync(world, atOnce + more);
        await Eventually.IsTrueAsync(() => Asked(world) == atOnce + more, () => $"each alert was asked for; it is {Asked(world)}");

        var times = world.IncidentIo.Requests.Where(IsForOne).Select(request => request.At).Order().ToList();
        Assert.InRange(times[^1] - times[0], TimeSpan.FromSeconds((more / 5) - 1), TimeSpan.FromMinutes(1));
    }

    private static async Task AnnounceAsync(AlertWorld world, int count)
    {
        foreach (var number in Enumerable.Range(1, count))
        {
            var alert = SimulatedAlert.Firing(number, $"Disk {number} is full", Now.AddMinutes(-10));
            world.IncidentIo.Put(alert);
            await world.SendAsync(WebhookEvents.Created(alert));
        }
    }

    private static Task ShowsAlertsAsync(AlertWorld world) => Eventually.IsTrueAsync(
        () => world.Grafana.WithTags("incident-io-alert").Count == Many, () => $"all alerts are shown; it is {world.Grafana.WithTags("incident-io-alert").Count}");

    private static int Asked(AlertWorld world) => world.IncidentIo.Requests.Count(IsForOne);

    private static bool IsForOne(RecordedRequest request) => request.Path.StartsWith("/v2/alerts/", StringComparison.Ordinal);

    private static bool IsAboutAlerts(RecordedRequest request) =>
        request.Query("tags").Any(tag => tag.StartsWith("x-alert:", StringComparison.Ordinal)) || request.Body.Contains("x-alert:", StringComparison.Ordinal);
}
