using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests;

/// <summary>Strangers at the webhook port: what they send costs little, and does not keep the sender's own webhooks out.</summary>
public sealed class FloodTests(ITestOutputHelper output)
{
    /// <summary>As the sender has it.</summary>
    private static readonly TimeSpan SendersPatience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(4);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unsigned_requests_at_full_speed_do_not_keep_signed_ones_out()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(1);
        await world.AnnounceAsync(incident);
        var before = PeakMemory(world);
        var unsigned = $"POST {world.Bridge.WebhookUrl.AbsolutePath} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{{}}";
        var seconds = new List<double>();

        var started = TimeProvider.System.GetTimestamp();
        await using (var flood = new Flood(world.Bridge.WebhookUrl, connections: 8, Encoding.ASCII.GetBytes(unsigned)))
        {
            await World.EventuallyAsync("the flood to have begun", () => flood.BytesBack > 0);
            while (TimeProvider.System.GetElapsedTime(started) < Duration)
            {
                var sent = TimeProvider.System.GetTimestamp();
                var delivery = await world.Sender.SendAsync(WebhookEvents.Updated(incident), Cancellation).WaitAsync(SendersPatience, Cancellation);
                seconds.Add(TimeProvider.System.GetElapsedTime(sent).TotalSeconds);
                Assert.Equal(204, delivery.Status);
            }
        }

        var took = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        var metrics = await world.Bridge.ReadMetricsAsync(Cancellation);
        var refused = metrics["incidentbridge_webhook_rejected_total{reason=\"headers\"}"];
        var grown = PeakMemory(world) - before;
        seconds.Sort();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{refused / took:0} refusals/s, {seconds.Count} signed taken, p99 {seconds[seconds.Count * 99 / 100] * 1000:0} ms, longest {seconds[^1] * 1000:0} ms, memory +{grown} MiB"));
        Assert.True(refused > seconds.Count, "There was no flood.");
        Assert.Equal(seconds.Count + 1, metrics["incidentbridge_webhook_accepted_total{result=\"stored\"}"]);
        Assert.InRange(grown, 0, 256);
    }

    [Fact]
    public async Task Large_bodies_of_strangers_share_their_memory_and_small_signed_ones_get_through()
    {
        const int Strangers = 100;
        const int Size = 4 * 1024 * 1024;
        await using var world = await World.StartAsync();
        var before = PeakMemory(world);
        var head = Encoding.ASCII.GetBytes(
            $"POST {world.Bridge.WebhookUrl.AbsolutePath} HTTP/1.1\r\nHost: x\r\nContent-Length: {Size}\r\nwebhook-id: m\r\n"
            + $"webhook-timestamp: {WebhookSigner.Timestamp(TimeProvider.System.GetUtcNow())}\r\nwebhook-signature: v1,x\r\n\r\n");
        var connections = new List<TcpClient>();
        try
        {
            // Each keeps its last byte, so that all of them are there at once.
            await Task.WhenAll(Enumerable.Range(0, Strangers).Select(_ => SendAllButTheLastByteAsync()));

            var delivery = await world.Sender.SendAsync(WebhookEvents.Updated(world.Live(1)), Cancellation).WaitAsync(SendersPatience, Cancellation);

            Assert.Equal(204, delivery.Status);
            await World.EventuallyAsync("strangers to be sent away", async () => await BusyAsync() > 0);
            var grown = PeakMemory(world) - before;
            output.WriteLine($"{await BusyAsync()} of {Strangers} sent away, memory +{grown} MiB");
            Assert.InRange(grown, 0, 256);
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }

        async Task<double> BusyAsync() =>
            (await world.Bridge.ReadMetricsAsync(Cancellation))["incidentbridge_webhook_rejected_total{reason=\"busy\"}"];

        async Task SendAllButTheLastByteAsync()
        {
            var client = new TcpClient();
            lock (connections)
            {
                connections.Add(client);
            }

            try
            {
                await client.ConnectAsync(world.Bridge.WebhookUrl.Host, world.Bridge.WebhookUrl.Port, Cancellation);
                await client.GetStream().WriteAsync(head, Cancellation);
                await client.GetStream().WriteAsync(new byte[Size - 1], Cancellation);
            }
            catch (IOException)
            {
                // Sent away before it was done.
            }
        }
    }

    /// <summary>The most that the bridge ever had resident, in MiB.</summary>
    private static long PeakMemory(World world)
    {
        const string Peak = "VmHWM:";
        var line = File.ReadLines($"/proc/{world.Bridge.ProcessId}/status").Single(line => line.StartsWith(Peak, StringComparison.Ordinal));
        return long.Parse(line[Peak.Length..^"kB".Length], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) / 1024;
    }
}
