using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests.Strangers;

/// <summary>
/// No crowd of people who have no secret can end the process, fill its log or its memory, or keep incident.io's webhooks out. What
/// was seen is in <c>docs/reliability.md</c>.
/// </summary>
[Collection(nameof(StrangersTests))]
public sealed class StrangersTests(ITestOutputHelper output)
{
    private const int LinesPerMinute = 3;
    private const double HeapMebibytes = 100;
    private const string Webhooks = "webhooks";
    private const string Management = "management";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A soft limit of 1,024, as service managers and containerd set it, and a hard one that helps or does not.</summary>
    [Theory]
    [InlineData(1024)]
    [InlineData(4096)]
    public async Task Idle_connections_do_not_use_up_the_descriptors(int hardLimit)
    {
        await using var siege = await Siege.StartAsync(softDescriptors: 1024, hardLimit);

        var seen = await siege.WatchAsync(new Crowd(siege.World.Bridge.WebhookUrl, 1_200, (_, client, stop) => Crowd.WaitAsync(client, stop)));

        AssertUnimpressed(seen);
        Assert.True(seen.RefusedFor(Webhooks, "displaced") > 0, "nothing tells of those that had to go");
    }

    [Fact]
    public async Task Bodies_that_are_not_verified_share_a_fixed_room()
    {
        await using var siege = await Siege.StartAsync();

        var seen = await siege.WatchAsync(
            new Crowd(siege.World.Bridge.WebhookUrl, 50, (number, client, stop) => SendAllButTheLastByteAsync(client, Large(number), stop)),
            new Crowd(siege.World.Bridge.WebhookUrl, 900, (_, client, stop) => SendAllButTheLastByteAsync(client, 60 * 1024, stop)));

        AssertUnimpressed(seen);
        Assert.True(seen.Metrics["incidentbridge_webhook_rejected_total{reason=\"busy\"}"] > 0, "nothing tells of those that had to come again");

        static int Large(int number) => (512 + (number * 71 % 3584)) * 1024;
    }

    [Fact]
    public async Task Broken_and_slow_requests_do_not_fill_the_log()
    {
        await using var siege = await Siege.StartAsync();

        var seen = await siege.WatchAsync(
            new Crowd(siege.World.Bridge.WebhookUrl, 50, (_, client, stop) => ResetInMidBodyAsync(client, stop)),
            new Crowd(siege.World.Bridge.WebhookUrl, 100, (_, client, stop) => SendAllButTheLastByteAsync(client, 2_000, stop)),
            new Crowd(siege.World.Bridge.WebhookUrl, 1_200, (_, client, stop) => Crowd.WaitAsync(client, stop)));

        AssertUnimpressed(seen);
        Assert.True(seen.Metrics["incidentbridge_webhook_rejected_total{reason=\"malformed\"}"] > 0, "nothing tells of those that broke off");
    }

    [Fact]
    public async Task Silence_and_what_is_no_webhook_keep_nobody_out_and_are_counted()
    {
        await using var siege = await Siege.StartAsync();
        var url = siege.World.Bridge.WebhookUrl;
        (string Text, string Reason)[] others =
        [
            ("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003", "tls"),
            ("PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n", "proxy_protocol"),
            ("\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\u000c", "proxy_protocol"),
            ("hello\r\n\r\n", "malformed"),
            ($"GET /{new string('a', 8192)} HTTP/1.1\r\nHost: x\r\n\r\n", "too_large"),
            ($"GET / HTTP/1.1\r\nHost: x\r\na: {new string('a', 32_768)}\r\n\r\n", "too_large"),
            ("GET /wp-login.php HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "not_found"),
            ("GET /webhooks/incident-io HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "method"),
        ];

        var seen = await siege.WatchAsync(
            new Crowd(url, 1_100, (_, client, stop) => Crowd.WaitAsync(client, stop)),
            new Crowd(url, others.Length, async (number, client, stop) =>
            {
                await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(others[number].Text), stop);
                await Crowd.WaitAsync(client, stop);
            }));

        AssertUnimpressed(seen);
        Assert.All(others, other => Assert.True(seen.RefusedFor(Webhooks, other.Reason) > 0, $"{other.Reason} is not counted"));
    }

    [Fact]
    public async Task Scrapes_without_end_leave_the_webhooks_and_the_probes_alone()
    {
        await using var siege = await Siege.StartAsync();
        var request = "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray();
        using var probe = new HttpClient();
        var probes = new List<double>();
        await using var crowd = new Crowd(siege.World.Bridge.ManagementUrl, 900, async (_, client, stop) =>
        {
            await client.GetStream().WriteAsync(request, stop);
            await Crowd.WaitAsync(client, stop);
        });
        using var over = new CancellationTokenSource();
        var probing = ProbeAsync();

        var seen = await siege.WatchAsync(crowd);
        await over.CancelAsync();
        await probing;

        probes.Sort();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"/healthz: {probes.Count} answers, longest {probes[^1] * 1000:0} ms"));
        AssertUnimpressed(seen);
        Assert.True(seen.RefusedFor(Management, "busy") > 0, "nothing tells of the scrapes that were refused");
        Assert.True(probes[^1] <= Siege.LongestSeconds, "a probe had to wait");

        async Task ProbeAsync()
        {
            while (!over.IsCancellationRequested)
            {
                var started = TimeProvider.System.GetTimestamp();
                try
                {
                    using var answer = await probe.GetAsync(new Uri(siege.World.Bridge.ManagementUrl, "/healthz"), Cancellation);
                    probes.Add(answer.IsSuccessStatusCode ? TimeProvider.System.GetElapsedTime(started).TotalSeconds : double.PositiveInfinity);
                }
                catch (HttpRequestException)
                {
                    probes.Add(double.PositiveInfinity);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private static async Task SendAllButTheLastByteAsync(TcpClient client, int size, CancellationToken stop)
    {
        await client.GetStream().WriteAsync(HeadOf(size), stop);
        await client.GetStream().WriteAsync(new byte[size - 1], stop);
        await Crowd.WaitAsync(client, stop);
    }

    private static async Task ResetInMidBodyAsync(TcpClient client, CancellationToken stop)
    {
        await client.GetStream().WriteAsync(HeadOf(1_000), stop);
        await client.GetStream().WriteAsync(new byte[100], stop);
        client.LingerState = new LingerOption(enable: true, seconds: 0);
    }

    /// <summary>What a webhook begins with, with a signature that nobody made.</summary>
    private static byte[] HeadOf(int size) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"POST /webhooks/incident-io HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\nwebhook-id: m\r\nwebhook-timestamp: {WebhookSigner.Timestamp(TimeProvider.System.GetUtcNow())}\r\nwebhook-signature: v1,x\r\n\r\n"));

    private void AssertUnimpressed(Sight seen)
    {
        output.WriteLine(seen.ToString());
        Assert.True(seen.Alive, "The process ended.");
        Assert.InRange(seen.Taken.Count, Siege.IsMeasured ? seen.Sent : 1, seen.Sent);
        Assert.InRange(seen.P99, 0, Siege.LongestSeconds);
        Assert.InRange(seen.HeapMebibytes, 0, HeapMebibytes);
        Assert.InRange(seen.MostLinesOfAKind, 0, LinesPerMinute);
    }
}
