using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests;

/// <summary>What no webhook announced is found by asking, in lists and not incident by incident.</summary>
public sealed class ResyncTests
{
    private const string Missed = "incidentbridge_missed_webhooks_total";
    private const string LastSuccess = "incidentbridge_resync_last_success_timestamp_seconds";

    private static readonly (string, string) EverySecond = ("IncidentIo__ResyncInterval", "00:00:01");

    [Fact]
    public async Task An_incident_whose_webhooks_never_came_appears_within_one_interval_and_is_counted()
    {
        await using var world = await World.StartAsync(EverySecond);
        await ResyncedAsync(world);
        var incident = Old(world, 301);

        world.IncidentIo.Put(incident);
        var annotation = await world.AnnotationAsync(incident, _ => true);

        Assert.Equal(incident.Timestamps["Reported at"], annotation.Start);
        await World.EventuallyAsync("one missed webhook", async () => await MetricAsync(world, Missed) == 1);
        Assert.Equal(0, world.IncidentIo.FetchesOf(incident.Id));
        await ResyncedAsync(world);
        Assert.Equal(1, await MetricAsync(world, Missed));
    }

    [Fact]
    public async Task What_a_webhook_announced_is_not_missed_and_not_written_twice()
    {
        await using var world = await World.StartAsync(EverySecond);
        await ResyncedAsync(world);
        var incident = Old(world, 302);

        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, _ => true);
        await ResyncedAsync(world);
        await ResyncedAsync(world);

        Assert.Equal(0, await MetricAsync(world, Missed));
        Assert.Single(world.Grafana.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task The_first_resync_annotates_what_is_open_and_what_changed_in_the_last_day_and_calls_nothing_missed()
    {
        await using var world = await World.CreateAsync(EverySecond);
        var fresh = Old(world, 303).Resolved(world.Now.AddHours(-20));
        var longOpen = SimulatedIncident.Declared(304, "Slow leak", world.Now.AddDays(-40)).Live(world.Now.AddDays(-39));
        var history = Old(world, 305).Resolved(world.Now.AddDays(-3));
        foreach (var incident in new[] { fresh, longOpen, history })
        {
            world.IncidentIo.Put(incident);
        }

        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        await ResyncedAsync(world);

        Assert.Equal(2, world.Grafana.Annotations.Count);
        Assert.Single(world.AnnotationsOf(fresh));
        Assert.Single(world.AnnotationsOf(longOpen));
        Assert.Equal(0, await MetricAsync(world, Missed));
    }

    [Fact]
    public async Task After_a_restart_it_goes_on_where_it_was_and_finds_what_happened_in_between()
    {
        await using var world = await World.StartAsync(EverySecond);
        await ResyncedAsync(world);
        await world.Bridge.StopAsync(TestContext.Current.CancellationToken);
        var incident = Old(world, 306);
        world.IncidentIo.Put(incident);

        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
        await world.AnnotationAsync(incident, _ => true);

        await World.EventuallyAsync("one missed webhook", async () => await MetricAsync(world, Missed) == 1);
        Assert.Equal(0, world.IncidentIo.FetchesOf(incident.Id));
    }

    [Fact]
    public async Task Hundreds_of_changes_are_read_by_pages_and_none_by_itself()
    {
        await using var world = await World.StartAsync(EverySecond);
        await ResyncedAsync(world);
        var incidents = Enumerable.Range(400, 300).Select(number => Old(world, number).Resolved(world.Now.AddMinutes(-5))).ToList();

        incidents.ForEach(world.IncidentIo.Put);
        await World.EventuallyAsync("every incident annotated", () => world.Grafana.Annotations.Count == incidents.Count);

        Assert.All(incidents, incident => Assert.Single(world.AnnotationsOf(incident)));
        Assert.All(incidents, incident => Assert.Equal(0, world.IncidentIo.FetchesOf(incident.Id)));
        Assert.All(
            world.IncidentIo.Requests.Where(request => request.Path == "/v2/incidents"),
            request => Assert.Equal("250", request.QueryValue("page_size")));
    }

    [Fact]
    public async Task An_incident_that_became_a_test_without_a_word_loses_its_annotation()
    {
        await using var world = await World.StartAsync(EverySecond);
        var incident = Old(world, 307);
        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, _ => true);

        world.IncidentIo.Put(incident.Renamed("Only a drill", world.Now).InMode("test"));

        await World.EventuallyAsync("no annotation", () => world.AnnotationsOf(incident).Count == 0);
    }

    [Fact]
    public async Task While_incident_io_is_away_nothing_is_skipped()
    {
        await using var world = await World.StartAsync(EverySecond);
        await ResyncedAsync(world);
        await world.IncidentIo.StopAsync();
        var incident = Old(world, 308);
        world.IncidentIo.Put(incident);
        await World.EventuallyAsync(
            "a failed resync in the log", () => world.Bridge.Log.Any(entry => entry.Message.Contains("The job resync did not do its work", StringComparison.Ordinal)));

        await world.IncidentIo.StartAsync(TestContext.Current.CancellationToken);

        await Simulator.Eventually.TrueAsync(
            "the annotation", TimeSpan.FromSeconds(60), () => world.AnnotationsOf(incident).Count == 1, TestContext.Current.CancellationToken);
    }

    /// <summary>Live, and unchanged for longer than its webhook would take.</summary>
    private static SimulatedIncident Old(World world, int number) =>
        SimulatedIncident.Declared(number, "Checkout is slow", world.Now.AddMinutes(-10)).Live(world.Now.AddMinutes(-9));

    private static async Task ResyncedAsync(World world)
    {
        // The run that is under way may have begun before what the test did last: two ends mean one whole run.
        for (var runs = 0; runs < 2; runs++)
        {
            var before = await MetricAsync(world, LastSuccess);
            await World.EventuallyAsync("a resync", async () => await MetricAsync(world, LastSuccess) > before);
        }
    }

    private static async Task<double> MetricAsync(World world, string name) =>
        (await world.Bridge.ReadMetricsAsync(TestContext.Current.CancellationToken))[name];
}
