using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Processes;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests;

/// <summary><c>run --dry-run</c> is the whole bridge, writes to no Grafana, and leaves nothing behind that a later run would take for posted.</summary>
public sealed class DryRunTests
{
    private const int DryRun = 1030;
    private const int Create = 4030;
    private const int Update = 4031;
    private const int Delete = 4032;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_logs_what_it_would_write_once_and_grafana_is_only_read()
    {
        await using var world = await World.CreateAsync(("Annotations__DriftInterval", "00:00:01"), ("Annotations__OpenEndInterval", "00:00:01"));
        await using var bridge = new BridgeProcess(world.Environment, "run", "--dry-run");
        using var sender = SenderTo(bridge, world);
        await bridge.StartAsync(Cancellation);
        var incident = world.Live(1, "Xylophone-Merger");

        await AnnounceAsync(world, sender, incident);
        await LoggedAsync(bridge, Create, count: 1);
        var looks = world.Grafana.Requests.Count;
        await World.EventuallyAsync("a few more looks", () => world.Grafana.Requests.Count > looks + 5);
        await AnnounceAsync(world, sender, incident.Resolved(world.Now.AddMinutes(5)));
        await LoggedAsync(bridge, Delete, count: 1);

        // A change of tags is a replacement; what was made once is found and not made again.
        Assert.Equal(2, bridge.Log.Count(entry => entry.EventId == Create));
        Assert.Single(bridge.Log, entry => entry.EventId == DryRun);
        Assert.DoesNotContain(bridge.Log, entry => entry.EventId is 4000 or 4001 or 4002 or 4020);
        Assert.Equal(1, (await bridge.ReadMetricsAsync(Cancellation))["incidentbridge_dry_run"]);
        Assert.Contains(bridge.Output, line => line.Contains($"would create an annotation of incident {incident.Reference} ({incident.Id}) in Grafana main by route default: region", StringComparison.Ordinal));
        Assert.DoesNotContain(bridge.Output, line => line.Contains("Xylophone", StringComparison.Ordinal));
        Assert.Empty(world.Grafana.Annotations);
        Assert.All(world.Grafana.Requests, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task What_grafana_has_is_updated_and_taken_away_in_the_log_alone()
    {
        await using var world = await World.StartAsync();
        var (edited, gone) = (world.Live(1), world.Live(2));
        await world.AnnounceAsync(edited);
        await world.AnnounceAsync(gone);
        var posted = await world.AnnotationAsync(edited, _ => true);
        await world.AnnotationAsync(gone, _ => true);
        await world.IdleAsync();
        await world.Bridge.StopAsync(Cancellation);
        world.Grafana.ForgetRequests();
        var before = world.Grafana.Annotations;
        await using var bridge = new BridgeProcess(world.Environment, "run", "--dry-run");
        using var sender = SenderTo(bridge, world);
        await bridge.StartAsync(Cancellation);

        await AnnounceAsync(world, sender, edited.Renamed("It was DNS", world.Now.AddMinutes(1)));
        await AnnounceAsync(world, sender, gone.InStatus(SimulatedStatus.Canceled, world.Now.AddMinutes(1)));
        await LoggedAsync(bridge, Update, count: 1);
        await LoggedAsync(bridge, Delete, count: 1);

        Assert.Contains(bridge.Output, line => line.Contains($"would update annotation {posted.Id} of incident {edited.Reference} ({edited.Id}) in Grafana main", StringComparison.Ordinal));
        Assert.Equal(before.Select(one => (one.Id, one.Text, one.Updated)), world.Grafana.Annotations.Select(one => (one.Id, one.Text, one.Updated)));
        Assert.All(world.Grafana.Requests, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task A_later_run_posts_everything_and_no_file_is_left()
    {
        await using var world = await World.CreateAsync(("IncidentIo__ResyncInterval", "00:00:02"));
        world.IncidentIo.Put(world.Live(1));
        await using (var bridge = new BridgeProcess(world.Environment, "run", "--dry-run"))
        {
            await bridge.StartAsync(Cancellation);
            await LoggedAsync(bridge, Create, count: 1);
            await using var second = new BridgeProcess(world.Environment, "run", "--dry-run");
            second.Launch();
            Assert.Equal(1, await second.WaitForExitAsync(TimeSpan.FromSeconds(30), Cancellation));
            Assert.Equal($"Another dry run uses {world.DatabasePath}.dry-run.", Assert.Single(second.Errors));
            Assert.Equal(0, await bridge.StopAsync(Cancellation));
        }

        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(world.DatabasePath)!));
        Assert.Empty(world.Grafana.Annotations);
        await world.Bridge.StartAsync(Cancellation);
        await World.EventuallyAsync("the annotation", () => world.Grafana.Annotations.Count == 1);
        Assert.Equal(0, (await world.Bridge.ReadMetricsAsync(Cancellation))["incidentbridge_dry_run"]);
    }

    private static WebhookSender SenderTo(BridgeProcess bridge, World world) => new(() => bridge.WebhookUrl, world.Environment["IncidentIo__SigningSecrets__0"]);

    private static async Task AnnounceAsync(World world, WebhookSender sender, SimulatedIncident incident)
    {
        world.IncidentIo.Put(incident);
        Assert.Equal(204, (await sender.SendAsync(WebhookEvents.Updated(incident), Cancellation)).Status);
    }

    private static Task LoggedAsync(BridgeProcess bridge, int eventId, int count) =>
        World.EventuallyAsync($"event {eventId}", () => bridge.Log.Count(entry => entry.EventId == eventId) >= count);
}
