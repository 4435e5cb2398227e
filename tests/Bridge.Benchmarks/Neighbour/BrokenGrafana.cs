using System.Text;
using Bridge.Simulator.Http;

namespace Bridge.Benchmarks.Neighbour;

/// <summary>How a Grafana is broken.</summary>
internal enum Trouble
{
    /// <summary>It is not there at all: the bridge has one Grafana.</summary>
    None,

    /// <summary>It takes requests and never answers.</summary>
    Hangs,

    /// <summary>It refuses connections.</summary>
    Refuses,

    /// <summary>503 with <c>Retry-After: 3600</c>.</summary>
    Away,

    /// <summary>401.</summary>
    Unauthorized,
}

/// <summary>A second Grafana, which is broken all the time.</summary>
internal sealed class BrokenGrafana : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Trouble _trouble;

    private BrokenGrafana(Trouble trouble)
    {
        _trouble = trouble;
        _app = LoopbackServer.Build(0, ServeAsync);
    }

    /// <summary>The settings of a bridge that has it beside the healthy one.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    public static async Task<BrokenGrafana> StartAsync(Trouble trouble, CancellationToken cancellationToken)
    {
        var grafana = new BrokenGrafana(trouble);
        await grafana._app.StartAsync(cancellationToken);
        if (trouble != Trouble.None)
        {
            grafana.Settings["Grafana__broken__Url"] = $"http://127.0.0.1:{LoopbackServer.PortOf(grafana._app)}";
            grafana.Settings["Grafana__broken__Token"] = "token";
        }

        if (trouble == Trouble.Refuses)
        {
            await grafana._app.StopAsync(cancellationToken);
        }

        return grafana;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        switch (_trouble)
        {
            case Trouble.Hangs:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
            case Trouble.Away:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.RetryAfter = "3600";
                break;
            case Trouble.Unauthorized when context.Request.Path.Value!.EndsWith("/api/health", StringComparison.Ordinal):
                await AnswerAsync(context, StatusCodes.Status200OK, """{"database":"ok"}""");
                break;
            default:
                await AnswerAsync(context, StatusCodes.Status401Unauthorized, """{"message":"Invalid API key"}""");
                break;
        }
    }

    private static async Task AnswerAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(json), context.RequestAborted);
    }
}
