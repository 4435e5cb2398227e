namespace Bridge.EndToEndTests;

/// <summary>Open incidents are series of Prometheus: counted always, and named where the operator asks for it.</summary>
public sealed class OpenIncidentsTests
{
    private const string Marker = "Xylophone-Merger";

    private static readonly (string, string) EverySecond = ("IncidentIo__ResyncInterval", "00:00:01");
    private static readonly (string, string) Named = ("Server__MaxOpenIncidentSeries", "10");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_are_counted_by_severity_from_the_start_on_and_after_a_restart()
    {
        await using var world = await World.CreateAsync(EverySecond);
        var incident = world.Live(1).WithSeverity("Major", 2, world.Now);
        world.IncidentIo.Put(incident);
        await world.Bridge.StartAsync(Cancellation);
        await CountsAsync(world, "major", 1);
        Assert.DoesNotContain((await world.Bridge.ReadMetricsAsync(Cancellation)).Keys, series => series.StartsWith("incidentbridge_incident_open{", StringComparison.Ordinal));

        world.IncidentIo.Put(incident.Resolved(world.Now.AddSeconds(1)));
        await CountsAsync(world, "major", 0);
        await CountsAsync(world, "none", 0);
        await CountsAsync(world, "critical", 0);

        await world.Bridge.StopAsync(Cancellation);
        world.Environment["IncidentIo__ResyncInterval"] = "01:00:00";
        world.IncidentIo.Put(world.Live(2).WithSeverity("Minor", 1, world.Now));
        await world.Bridge.StartAsync(Cancellation);

        // No resync is due for an hour.
        await CountsAsync(world, "minor", 1);
    }

    [Fact]
    public async Task A_private_one_is_counted_without_its_reference_and_none_has_words()
    {
        await using var world = await World.CreateAsync(EverySecond, Named);
        world.IncidentIo.Put(world.Live(1, Marker).WithSeverity("Major", 2, world.Now));
        world.IncidentIo.Put(world.Live(2, Marker).WithSeverity("Major", 2, world.Now).MadePrivate(world.Now));

        await world.Bridge.StartAsync(Cancellation);
        await CountsAsync(world, "major", 2);

        var metrics = await world.Bridge.ReadMetricsAsync(Cancellation);
        Assert.Equal(
            ["incidentbridge_incident_open{ref=\"\",severity=\"major\",visibility=\"private\"}", "incidentbridge_incident_open{ref=\"INC-1\",severity=\"major\",visibility=\"public\"}"],
            metrics.Keys.Where(series => series.StartsWith("incidentbridge_incident_open{", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(metrics.Keys, series => series.Contains(Marker, StringComparison.OrdinalIgnoreCase) || series.Contains("INC-2", StringComparison.Ordinal));
    }

    private static Task CountsAsync(World world, string severity, int count) => World.EventuallyAsync(
        $"{count} open incidents of severity {severity}",
        async () => (await world.Bridge.ReadMetricsAsync(Cancellation)).TryGetValue($"incidentbridge_open_incidents{{severity=\"{severity}\"}}", out var value) && value == count);
}
