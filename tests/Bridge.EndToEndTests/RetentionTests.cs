using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests;

/// <summary><c>Annotations:KeepFor</c> takes away what ended longer ago, nothing else, and nothing puts it back.</summary>
public sealed class RetentionTests
{
    public static readonly TheoryData<GrafanaDialect> Grafanas = [.. GrafanaDialect.All];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Grafanas))]
    public async Task What_ended_longer_ago_goes_and_neither_backfill_nor_drift_puts_it_back(GrafanaDialect dialect)
    {
        await using var world = await World.CreateAsync(("Annotations__DriftInterval", "00:00:01"));
        world.Grafana.Dialect = dialect;
        var (old, recent, open) = (Past(world, 1, days: 400), Past(world, 2, days: 100), world.Live(3));
        foreach (var incident in (SimulatedIncident[])[old, recent, open])
        {
            world.IncidentIo.Put(incident);
        }

        await CommandRun.InAsync(world, "backfill", "--since", "1000d");
        var longAgo = world.Now.AddDays(-500);
        string[][] others =
        [
            ["incident-io", "x-incident:01THEIRS", "route:default", "status:resolved"],
            ["incident-io", $"x-incident:{old.Id}", "route:other", "status:resolved"],
            ["deploy"],
        ];
        foreach (var (tags, index) in others.Select((tags, index) => (tags, index)))
        {
            world.Grafana.Seed(new SimulatedAnnotation(9000 + index, null, 0, longAgo, longAgo.AddHours(1), "x", tags, longAgo, longAgo));
        }

        world.Environment["Annotations__KeepFor"] = "365d";
        await world.Bridge.StartAsync(Cancellation);
        await World.EventuallyAsync("the old annotation is gone", () => world.Grafana.WithTags($"x-incident:{old.Id}", "route:default").Count == 0);
        await world.AnnounceAsync(old);
        await world.IdleAsync();
        var backfill = await CommandRun.InAsync(world, "backfill", "--since", "1000d");
        var explain = await CommandRun.InAsync(world, "explain", "INC-1");

        Assert.Equal(0, backfill.ExitCode);
        Assert.True(backfill.Says("are skipped: Annotations:KeepFor is 365.00:00:00."), backfill.Everything);
        Assert.Equal((3, 1, 0), (backfill.Count("Incidents listed"), backfill.Count("Skipped: ended before KeepFor"), backfill.Count("Annotations created")));
        Assert.True(explain.Says("it ended longer ago than Annotations:KeepFor, which is 365.00:00:00"), explain.Everything);
        Assert.Equal(
            [open.Id, recent.Id],
            world.Grafana.Annotations.Where(one => one.Id < 9000 && one.Tags.Contains("route:default")).Select(one => one.Tag("x-incident")).OfType<string>().OrderDescending());
        Assert.Equal(others.Length, world.Grafana.Annotations.Count(one => one.Id is >= 9000 and < 9010));
        await World.EventuallyAsync("one is counted", async () =>
            (await world.Bridge.ReadMetricsAsync(Cancellation)).GetValueOrDefault("incidentbridge_retention_removed_total") == 1);
    }

    private static SimulatedIncident Past(World world, int number, int days)
    {
        var declared = world.Now.AddDays(-days);
        return SimulatedIncident.Declared(number, $"Incident {number}", declared).Live(declared).WithSeverity("Major", 2, declared).Resolved(declared.AddHours(1)).Closed(declared.AddHours(2));
    }
}
