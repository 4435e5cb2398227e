using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Demo;

/// <summary>A page that shows the day as a Grafana panel would: a curve, and what Grafana's API says is to be drawn on it.</summary>
internal sealed class DemoPage(DemoWorld world, DemoProgress progress) : IAsyncDisposable
{
    /// <summary>
    /// The text of annotations is put on the page as HTML, as Grafana does. Should it ever carry a script, this keeps it from running.
    /// </summary>
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'";

    private readonly JsonArray _curve = DemoCurve.Points(world.DayStart, DemoWorld.Day);
    private WebApplication? _app;
    private JsonArray _lastShown = [];

    public Uri Url => new($"http://127.0.0.1:{LoopbackServer.PortOf(_app!)}");

    /// <exception cref="IOException">The port is taken.</exception>
    public async Task StartAsync(int port, CancellationToken cancellationToken)
    {
        _app = LoopbackServer.Build(port, ServeAsync);
        await _app.StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync(CancellationToken.None);
            await _app.DisposeAsync();
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        var answer = context.Request.Path.Value switch
        {
            "/" => Resource("page.html", "text/html; charset=utf-8"),
            "/page.css" => Resource("page.css", "text/css; charset=utf-8"),
            "/page.js" => Resource("page.js", "text/javascript; charset=utf-8"),
            "/state.json" => Answer.Json(200, await StateAsync(context.RequestAborted)),
            _ => Answer.Text(404, "There is nothing here."),
        };
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy = Policy;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async Task<JsonObject> StateAsync(CancellationToken cancellationToken)
    {
        var shown = await world.ReadGrafanaAsync(cancellationToken);
        _lastShown = shown is null ? _lastShown : [.. shown.Select(Describe)];
        return new JsonObject
        {
            ["from"] = world.DayStart.ToUnixTimeMilliseconds(),
            ["to"] = (world.DayStart + DemoWorld.Day).ToUnixTimeMilliseconds(),
            ["now"] = (progress.Now ?? world.DayStart).ToUnixTimeMilliseconds(),
            ["grafana"] = new JsonObject
            {
                ["answers"] = shown is not null,
                ["simulated"] = world.Grafana?.Dialect.ToString() ?? "",
                ["url"] = world.Reader.Url.ToString(),
            },
            ["metrics"] = world.Bridge.IsRunning ? new Uri(world.Bridge.ManagementUrl, "/metrics").ToString() : "",
            ["curve"] = _curve.DeepClone(),
            ["annotations"] = _lastShown.DeepClone(),
            ["steps"] = progress.ToJson(),
        };
    }

    private static JsonNode Describe(ShownAnnotation shown) => new JsonObject
    {
        ["id"] = shown.Id,
        ["start"] = shown.Start.ToUnixTimeMilliseconds(),
        ["end"] = shown.End.ToUnixTimeMilliseconds(),
        ["open"] = shown.IsOpen,
        ["reference"] = shown.Reference,
        ["severity"] = shown.Severity,
        ["html"] = shown.Html,
        ["tags"] = new JsonArray([.. shown.Tags.Select(tag => JsonValue.Create(tag))]),
    };

    private static Answer Resource(string name, string contentType)
    {
        using var stream = typeof(DemoPage).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return new Answer(200, bytes.ToArray(), contentType);
    }
}
