using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Bridge.IntegrationTests.Webhooks;

public sealed class HangingUpstreamTests
{
    private const string Id = "01FDAG4SAP5TYPT98WGR2N7W91";

    /// <summary>The sender gives up after fifteen seconds; the store needs milliseconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("IncidentIo:ApiUrl")]
    [InlineData("Grafana:main:Url")]
    public async Task Webhooks_are_answered_at_once_while_an_upstream_hangs(string setting)
    {
        using var silent = new SilentServer();
        await using var bridge = await BridgeInstance.StartAsync(
            new Dictionary<string, string?> { [setting] = silent.Url, ["Reconciliation:MaxConcurrency"] = "1" },
            services => services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100)));
        bridge.IncidentIo.Has(Id, new IncidentPayload(Id).ToJson());
        using var first = await bridge.Webhooks.SendAsync(TestWebhook.About(Id).ToRequest(), TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync(() => silent.Connections > 0, "the bridge waits for the upstream");

        var clock = Stopwatch.StartNew();
        for (var sent = 0; sent < 20; sent++)
        {
            using var answer = await bridge.Webhooks.SendAsync(
                TestWebhook.About($"INC{sent}").ToRequest(), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        }

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Patience);
        var store = bridge.Services.GetRequiredService<IBridgeStore>();
        var statistics = await store.ReadStatisticsAsync(TestContext.Current.CancellationToken);
        Assert.Equal(21, statistics.Pending);
    }

    /// <summary>Takes connections and never answers.</summary>
    private sealed class SilentServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> _clients = [];
        private readonly Task _loop;

        public SilentServer()
        {
            _listener.Start();
            _loop = TakeAsync();
        }

        public string Url => $"http://{_listener.LocalEndpoint}";

        public int Connections => _clients.Count;

        public void Dispose()
        {
            _listener.Stop();
            _loop.GetAwaiter().GetResult();
            _clients.ForEach(client => client.Dispose());
            _listener.Dispose();
        }

        private async Task TakeAsync()
        {
            try
            {
                while (true)
                {
                    _clients.Add(await _listener.AcceptTcpClientAsync());
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
