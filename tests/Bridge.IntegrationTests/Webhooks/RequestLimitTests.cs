using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Bridge.IntegrationTests.Hosting;
using Bridge.Ports;

namespace Bridge.IntegrationTests.Webhooks;

/// <summary>Each limit of <see cref="RequestLimits"/> at n, one more, and twice as much. The size of a body is in <see cref="BodyTests"/>.</summary>
public sealed class RequestLimitTests(WebhookScene scene) : IClassFixture<WebhookScene>
{
    private const string Type = "private_incident.incident_updated_v2";

    private Uri Server => scene.Bridge.Webhooks.BaseAddress!;

    [Theory]
    [InlineData(RequestLimits.RequestLineBytes, 204)]
    [InlineData(RequestLimits.RequestLineBytes + 1, 414)]
    [InlineData(2 * RequestLimits.RequestLineBytes, 414)]
    public async Task The_first_line(int bytes, int status)
    {
        const string Rest = "POST /webhooks/incident-io? HTTP/1.1\r\n";
        var request = RawRequest.Of(WebhookScene.Webhook());

        var observation = await scene.SendAsync(request with { Target = $"/webhooks/incident-io?{new string('q', bytes - Rest.Length)}" });

        AssertAnswered(observation, status);
    }

    [Theory]
    [InlineData(RequestLimits.HeaderCount, 204)]
    [InlineData(RequestLimits.HeaderCount + 1, 431)]
    [InlineData(2 * RequestLimits.HeaderCount, 431)]
    public async Task The_number_of_headers(int count, int status)
    {
        var request = RawRequest.Of(WebhookScene.Webhook());

        // Host, Connection and Content-Length are there too.
        for (var number = request.Headers.Count + 3; number < count; number++)
        {
            request = request.With(string.Create(CultureInfo.InvariantCulture, $"x-{number}"), "1");
        }

        AssertAnswered(await scene.SendAsync(request), status);
    }

    [Theory]
    [InlineData(RequestLimits.HeaderBytes, 204)]
    [InlineData(RequestLimits.HeaderBytes + 1, 431)]
    [InlineData(2 * RequestLimits.HeaderBytes, 431)]
    public async Task All_headers_together(int bytes, int status)
    {
        var request = RawRequest.Of(WebhookScene.Webhook()).With("x-filler", "");
        var head = Encoding.ASCII.GetString(request.Head());
        var headers = head.Length - head.IndexOf('\n', StringComparison.Ordinal) - 1 - "\r\n".Length;

        AssertAnswered(await scene.SendAsync(request.Replace("x-filler", new string('f', bytes - headers))), status);
    }

    [Theory]
    [InlineData(RequestLimits.WebhookIdLength, 204)]
    [InlineData(RequestLimits.WebhookIdLength + 1, 401)]
    [InlineData(2 * RequestLimits.WebhookIdLength, 401)]
    public async Task The_webhooks_id(int length, int status)
    {
        var id = Guid.NewGuid().ToString("N").PadRight(length, 'm');

        AssertAnswered(await scene.SendAsync(WebhookScene.Webhook(id: id)), status);
    }

    [Theory]
    [InlineData(RequestLimits.SignatureLength, 204)]
    [InlineData(RequestLimits.SignatureLength + 1, 401)]
    [InlineData(2 * RequestLimits.SignatureLength, 401)]
    public async Task The_signatures(int length, int status)
    {
        var webhook = WebhookScene.Webhook();
        var signature = $"v1,{new string('A', length - webhook.Sign().Length - 4)} {webhook.Sign()}";

        AssertAnswered(await scene.SendAsync(webhook with { Signature = signature }), status);
    }

    [Theory]
    [InlineData(RequestLimits.JsonDepth, 204)]
    [InlineData(RequestLimits.JsonDepth + 1, 400)]
    [InlineData(2 * RequestLimits.JsonDepth, 400)]
    public async Task The_depth_of_the_json(int levels, int status)
    {
        // The envelope is one, and the payload another.
        var deep = new string('[', levels - 2) + new string(']', levels - 2);

        AssertAnswered(await scene.SendAsync(WebhookScene.Webhook($$"""{"event_type":"{{Type}}","{{Type}}":{"id":"INC1","x":{{deep}} } }""")), status);
    }

    [Fact]
    public async Task The_time_of_a_body_however_steadily_it_trickles()
    {
        var request = RawRequest.Of(WebhookScene.Webhook());
        var before = (await scene.CountersAsync())["webhook_requests_total"];
        using var connection = await RawConnection.OpenAsync(Server);
        await connection.WriteAsync((byte[])[.. request.Head(), .. request.Body[..^1]]);
        var answer = connection.ReadAnswerAsync();
        await Eventually.IsTrueAsync(
            async () => (await scene.CountersAsync())["webhook_requests_total"] == before + 1, "the request has reached the endpoint");

        scene.Time.Advance(RequestLimits.BodyTime - TimeSpan.FromMilliseconds(1));
        (await scene.SendAsync(WebhookScene.Webhook())).AssertStored();
        var endedEarly = answer.IsCompleted;
        scene.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.False(endedEarly);
        Assert.Equal(408, (await answer).Status);
        Assert.DoesNotContain(scene.Store.Accepted, receipt => receipt.WebhookId == request.Headers[1].Value);
    }

    [Fact]
    public async Task The_time_of_the_headers()
    {
        using var connection = await RawConnection.OpenAsync(Server);
        await connection.WriteAsync("POST /webhooks/incident-io HTTP/1.1\r\nHost: x\r\nx-slow: "u8.ToArray());

        Assert.Equal(408, (await connection.ReadAnswerAsync()).Status);
    }

    [Fact]
    public async Task The_number_of_connections_to_a_port_of_which_the_oldest_idle_one_gives_way()
    {
        var connections = new List<TcpClient>();
        try
        {
            await OpenAsync(connections, RequestLimits.ConnectionsPerPort + 1);
            (await scene.SendAsync(WebhookScene.Webhook())).AssertStored();

            Assert.All(await ClosedAsync(connections[..2]), Assert.True);
            Assert.True(await RefusedAsync("webhooks", "displaced") >= 2);
            Assert.Equal("ok\n", await scene.Bridge.Management.GetStringAsync("/healthz", TestContext.Current.CancellationToken));
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }

        await Eventually.IsTrueAsync(TakesWebhooksAsync, "it takes webhooks again");
    }

    [Fact]
    public async Task The_number_of_requests_on_a_port_without_blinding_the_other()
    {
        const int Limit = RequestLimits.ConnectionsPerPort;
        var begun = (byte[])[.. RawRequest.Of(WebhookScene.Webhook()).Head(), (byte)'{'];
        var before = (await scene.CountersAsync())["webhook_requests_total"];
        var connections = new List<TcpClient>();
        try
        {
            await OpenAsync(connections, Limit);
            foreach (var connection in connections)
            {
                await connection.GetStream().WriteAsync(begun, TestContext.Current.CancellationToken);
            }

            await Eventually.IsTrueAsync(
                async () => (await scene.CountersAsync())["webhook_requests_total"] == before + Limit, "all requests have begun");
            Assert.True(await IsClosedAtOnceAsync());
            Assert.True(await RefusedAsync("webhooks", "limit") >= 1);
            Assert.Equal("ok\n", await scene.Bridge.Management.GetStringAsync("/healthz", TestContext.Current.CancellationToken));
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }

        await Eventually.IsTrueAsync(TakesWebhooksAsync, "it takes webhooks again");
    }

    [Fact]
    public async Task The_time_of_the_first_byte()
    {
        var before = await RefusedAsync("webhooks", "silent");
        using var client = new TcpClient();
        await client.ConnectAsync(Server.Host, Server.Port, TestContext.Current.CancellationToken);
        var closed = ClosedAsync([client]);

        // By a millisecond more than it has, from whenever its time began. Webhooks of the other tests bear with five minutes.
        await Eventually.IsTrueAsync(
            () =>
            {
                scene.Time.Advance(RequestLimits.FirstByteTime + TimeSpan.FromMilliseconds(1));
                return closed.IsCompleted;
            },
            "a connection that says nothing is closed");

        Assert.True(await RefusedAsync("webhooks", "silent") > before);
    }

    private static async Task<IReadOnlyList<bool>> ClosedAsync(IEnumerable<TcpClient> connections)
    {
        var closed = new List<bool>();
        foreach (var connection in connections)
        {
            try
            {
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
                deadline.CancelAfter(TimeSpan.FromSeconds(20));
                closed.Add(await connection.GetStream().ReadAsync(new byte[1], deadline.Token) == 0);
            }
            catch (IOException)
            {
                closed.Add(true);
            }
        }

        return closed;
    }

    private async Task<bool> IsClosedAtOnceAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(Server.Host, Server.Port, TestContext.Current.CancellationToken);
            return (await ClosedAsync([client]))[0];
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private async Task OpenAsync(List<TcpClient> connections, int more)
    {
        for (var left = more; left > 0; left--)
        {
            var connection = new TcpClient();
            connections.Add(connection);
            await connection.ConnectAsync(Server.Host, Server.Port, TestContext.Current.CancellationToken);
        }
    }

    private async Task<double> RefusedAsync(string port, string reason) =>
        (await scene.Bridge.ReadMetricsAsync())[$"incidentbridge_connections_refused_total{{port=\"{port}\",reason=\"{reason}\"}}"];

    private async Task<bool> TakesWebhooksAsync()
    {
        try
        {
            return (await RawConnection.ExchangeAsync(Server, RawRequest.Of(WebhookScene.Webhook()))).Status == 204;
        }
        catch (Exception exception) when (exception is IOException or SocketException or Xunit.Sdk.XunitException)
        {
            return false;
        }
    }

    private static void AssertAnswered(Observation observation, int status)
    {
        Assert.Equal(status, observation.Answer.Status);
        Assert.Equal(status == 204 ? 1 : 0, observation.Stored.Count);
        Assert.Empty(observation.Answer.Body);
        Assert.DoesNotContain("Server", observation.Answer.Headers.Keys);
    }
}
