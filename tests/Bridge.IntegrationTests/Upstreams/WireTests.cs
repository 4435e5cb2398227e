using System.IO.Compression;
using System.Net;
using System.Text;
using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.IntegrationTests.Hosting;
using Bridge.Reconciliation;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Bridge.IntegrationTests.Upstreams;

/// <summary>What goes over a real connection to a Grafana, and what proxies do with it.</summary>
public sealed class WireTests
{
    private static readonly FoundAnnotation Found = new(new AnnotationId(7), default, default, "text", []) { SeenAt = long.MaxValue };

    private static readonly DesiredAnnotation Annotation = new()
    {
        Part = AnnotationPart.Region,
        Status = AnnotationStatus.Resolved,
        Start = TimeProvider.System.GetUtcNow(),
        End = TimeProvider.System.GetUtcNow(),
        Text = "<b>INC-1</b>",
        Tags = ["incident-io"],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_goes_out_in_one_piece_with_its_length()
    {
        var lengths = new List<(string Method, long? Length, string Pieces, int Read)>();
        await using var proxy = await StandIn.StartAsync(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            var text = await body.ReadToEndAsync(Token);
            lengths.Add((context.Request.Method, context.Request.ContentLength, context.Request.Headers.TransferEncoding.ToString(), Encoding.UTF8.GetByteCount(text)));
            await JsonAsync(context, """{"id":7,"message":"done"}""");
        });
        await using var services = Services(proxy.Urls.Single());
        var target = services.GetRequiredKeyedService<GrafanaTarget>("main");

        Assert.IsType<TargetResult.Made>(await target.CreateAsync(Annotation, Token));
        Assert.IsType<TargetResult.Done>(await target.UpdateAsync(Found, Annotation, Token));

        Assert.Equal(["POST", "PUT"], lengths.Select(one => one.Method));
        Assert.All(lengths, one =>
        {
            Assert.Equal(one.Read, one.Length);
            Assert.True(one.Length > 50);
            Assert.Empty(one.Pieces);
        });
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task An_answer_may_be_compressed(string encoding)
    {
        await using var proxy = await StandIn.StartAsync(context => CompressedAsync(context, encoding, Encoding.UTF8.GetBytes(
            """[{"id":1540972897808384,"time":1,"timeEnd":2,"text":"x","tags":["incident-io"],"dashboardUID":null}]""")));
        await using var services = Services(proxy.Urls.Single());

        var result = await ListAsync(services);

        Assert.Equal(1540972897808384, Assert.Single(Assert.IsType<FindResult.Found>(result).Annotations).Id.Value);
    }

    [Fact]
    public async Task An_error_may_be_compressed_too()
    {
        await using var proxy = await StandIn.StartAsync(context =>
        {
            context.Response.StatusCode = 400;
            return CompressedAsync(context, "gzip", """{"message":"Tags length exceeds the maximum allowed."}"""u8.ToArray());
        });
        await using var services = Services(proxy.Urls.Single());

        var failure = Assert.IsType<FindResult.Failed>(await ListAsync(services)).Failure;

        Assert.Equal((FailureReason.Client, "HTTP 400: Tags length exceeds the maximum allowed."), (failure.Reason, failure.Detail));
    }

    [Fact]
    public async Task An_answer_without_end_is_read_up_to_a_bound_however_small_it_comes()
    {
        var endless = new byte[65 * 1024 * 1024];
        Array.Fill(endless, (byte)' ');
        endless[0] = (byte)'[';
        await using var proxy = await StandIn.StartAsync(context => CompressedAsync(context, "gzip", endless));
        await using var services = Services(proxy.Urls.Single());

        var failure = Assert.IsType<FindResult.Failed>(await ListAsync(services)).Failure;

        Assert.Equal((FailureReason.InvalidAnswer, "its answer is longer than 64 MiB"), (failure.Reason, failure.Detail));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(200)]
    public async Task A_change_may_be_answered_with_nothing(int status)
    {
        await using var proxy = await StandIn.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        await using var services = Services(proxy.Urls.Single());
        var target = services.GetRequiredKeyedService<GrafanaTarget>("main");

        Assert.IsType<TargetResult.Done>(await target.UpdateAsync(Found, Annotation, Token));
        Assert.IsType<TargetResult.Done>(await target.DeleteAsync(Found, Token));
        Assert.IsType<TargetResult.Failed>(await target.CreateAsync(Annotation, Token));
        Assert.IsType<FindResult.Failed>(await ListAsync(services));
    }

    [Theory]
    [InlineData("403 Forbidden")]
    [InlineData("407 Proxy Authentication Required")]
    public async Task A_forward_proxy_that_refuses_is_the_network(string status)
    {
        using var proxy = StandIn.Says($"HTTP/1.1 {status}", "Content-Length: 0", "Connection: close");
        await using var services = Services("https://grafana.invalid", proxy.Address());

        var failure = await CreateAsync(services);

        Assert.Equal(
            (FailureReason.Network, $"the proxy refused the connection (HTTP {status[..3]})", true, false),
            (failure.Reason, failure.Detail, failure.OfUpstream, failure.MayHaveActed));
    }

    [Fact]
    public async Task A_forward_proxy_that_wants_a_password_for_plain_http_is_the_network()
    {
        using var proxy = StandIn.Says("HTTP/1.1 407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"proxy\"", "Content-Length: 0", "Connection: close");
        await using var services = Services("http://grafana.invalid", proxy.Address());

        var failure = await CreateAsync(services);

        Assert.Equal(
            (FailureReason.Network, "the proxy refused the connection (HTTP 407)", true), (failure.Reason, failure.Detail, failure.OfUpstream));
    }

    [Fact]
    public async Task Plain_http_where_https_was_spoken_is_called_so()
    {
        using var grafana = StandIn.Says("HTTP/1.1 400 Bad Request", "Content-Length: 0", "Connection: close");
        await using var services = Services($"https://{grafana.Address()}");

        var failure = await CreateAsync(services);

        Assert.Equal(
            (FailureReason.Network, "no TLS connection: it speaks plain http where https was spoken, or ended the handshake", false),
            (failure.Reason, failure.Detail, failure.MayHaveActed));
    }

    [Fact]
    public async Task A_port_that_nobody_listens_on_refuses()
    {
        var grafana = StandIn.Says("HTTP/1.1 200 OK");
        var address = grafana.Address();
        grafana.Dispose();
        await using var services = Services($"http://{address}");

        var failure = await CreateAsync(services);

        Assert.Equal((FailureReason.Network, "connection refused", false), (failure.Reason, failure.Detail, failure.MayHaveActed));
    }

    [Fact]
    public async Task A_refused_token_is_not_wrong_while_the_database_is_away()
    {
        await using var grafana = await StandIn.StartAsync(context =>
        {
            var isHealth = context.Request.Path.Value!.EndsWith("/sub/api/health", StringComparison.Ordinal);
            context.Response.StatusCode = isHealth ? 503 : 401;
            return JsonAsync(context, isHealth ? """{"database":"failing"}""" : """{"message":"Unauthorized"}""");
        });
        await using var services = Services(grafana.Urls.Single() + "/sub");

        var failure = await CreateAsync(services);

        Assert.Equal((FailureReason.Server, "it answers 401 while its database is away", true), (failure.Reason, failure.Detail, failure.OfUpstream));
    }

    private static async Task<UpstreamFailure> CreateAsync(ServiceProvider services) =>
        Assert.IsType<TargetResult.Failed>(await services.GetRequiredKeyedService<GrafanaTarget>("main").CreateAsync(Annotation, Token)).Failure;

    private static Task<FindResult> ListAsync(ServiceProvider services) =>
        services.GetRequiredKeyedService<GrafanaTarget>("main").ListAsync(DateTimeOffset.UnixEpoch.AddDays(1), Annotation.End, Token);

    private static Task JsonAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body, Token);
    }

    private static async Task CompressedAsync(HttpContext context, string encoding, byte[] body)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentEncoding = encoding;
        await using Stream stream = encoding switch
        {
            "gzip" => new GZipStream(context.Response.Body, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(context.Response.Body, CompressionLevel.Fastest),
            _ => new BrotliStream(context.Response.Body, CompressionLevel.Fastest),
        };
        await stream.WriteAsync(body, context.RequestAborted);
    }

    private static ServiceProvider Services(string url, string? proxy = null) => BridgeHost.BuildClients(builder =>
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["IncidentIo:ApiKey"] = BridgeInstance.ApiKey,
            ["IncidentIo:SigningSecrets:0"] = BridgeInstance.SigningSecret,
            ["Grafana:main:Url"] = url,
            ["Grafana:main:Token"] = BridgeInstance.GrafanaToken,
        });
        builder.Services.PostConfigureAll<HttpClientFactoryOptions>(options => options.HttpMessageHandlerBuilderActions.Add(handlers =>
            ((SocketsHttpHandler)handlers.PrimaryHandler).Proxy = proxy is null ? null : new WebProxy($"http://{proxy}")));
    });
}
