using System.Diagnostics;
using System.Net;
using System.Runtime.Versioning;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests;

/// <summary>The database's file in trouble under the running bridge: what it cannot keep it does not acknowledge, and it says so.</summary>
[SupportedOSPlatform("linux")]
public sealed class SqliteFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_refuses_webhooks_and_loses_none_that_was_taken()
    {
        await using var world = await World.StartAsync();
        var taken = new List<SimulatedIncident> { world.Live(1) };
        await world.AnnounceAsync(taken[0]);
        await world.IdleAsync();

        // To a program, a file that may not grow looks much like a disk without room.
        var refused = 0;
        LimitFiles(world, $"{new FileInfo($"{world.DatabasePath}-wal").Length + 16 * 1024}:unlimited");
        for (var number = 2; refused < 3 && number < 100; number++)
        {
            var incident = world.Live(number);
            world.IncidentIo.Put(incident);
            var delivery = await world.Sender.SendAsync(WebhookEvents.Updated(incident), Cancellation);
            Assert.True(delivery.Status is 204 or 503);
            if (delivery.Succeeded)
            {
                taken.Add(incident);
            }
            else
            {
                refused++;
            }
        }

        Assert.Equal(3, refused);

        // A probe needs as much room as a webhook.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(world));
        LimitFiles(world, "unlimited:unlimited");
        taken.Add(world.Live(200));
        await world.AnnounceAsync(taken[^1]);

        await World.EventuallyAsync(
            "an annotation of all that was taken", () => taken.TrueForAll(incident => world.AnnotationsOf(incident).Count == 1));
        Assert.Equal(HttpStatusCode.OK, await ReadyAsync(world));
    }

    [Fact]
    public async Task A_file_that_another_process_holds_refuses_webhooks_until_it_lets_go()
    {
        // Where SQLite's documentation has the lock of a writer in the shared-memory file of a write-ahead log.
        const long WriteLock = 120;
        await using var world = await World.StartAsync();
        await world.AnnounceAsync(world.Live(1));
        await world.IdleAsync();
        var incident = world.Live(2);
        world.IncidentIo.Put(incident);

        int whileHeld;
        await using (var shared = new FileStream($"{world.DatabasePath}-shm", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            shared.Lock(WriteLock, 1);
            whileHeld = (await world.Sender.SendAsync(WebhookEvents.Updated(incident), Cancellation)).Status;
            shared.Unlock(WriteLock, 1);
        }

        Assert.Equal(503, whileHeld);
        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, _ => true);
    }

    [Fact]
    public async Task A_file_that_is_deleted_refuses_webhooks_and_turns_readiness_off_until_a_restart()
    {
        await using var world = await World.StartAsync();
        await world.AnnounceAsync(world.Live(1));
        await world.IdleAsync();
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(world.DatabasePath)!, "bridge.db*"))
        {
            File.Delete(file);
        }

        var incident = world.Live(2);
        var delivery = await world.Sender.SendAsync(WebhookEvents.Updated(incident), Cancellation);
        var ready = await ReadyAsync(world);
        await world.Bridge.StopAsync(Cancellation);
        await world.Bridge.StartAsync(Cancellation);
        await world.AnnounceAsync(incident);

        Assert.Equal(503, delivery.Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready);
        await world.AnnotationAsync(incident, _ => true);
    }

    private static async Task<HttpStatusCode> ReadyAsync(World world)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(world.Bridge.ManagementUrl, "/readyz"), Cancellation);
        return answer.StatusCode;
    }

    /// <summary>How large a file may be that the bridge writes: bytes, as <c>now:at most</c>.</summary>
    private static void LimitFiles(World world, string limit)
    {
        using var prlimit = Process.Start("prlimit", ["--pid", $"{world.Bridge.ProcessId}", $"--fsize={limit}"]);
        prlimit.WaitForExit();
        Assert.Equal(0, prlimit.ExitCode);
    }
}
