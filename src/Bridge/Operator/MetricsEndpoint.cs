using Bridge.Ports;
using Prometheus;

namespace Bridge.Operator;

/// <summary><c>GET /metrics</c>, in Prometheus' text format 0.0.4. Each answer is written anew, so only a few are written at once.</summary>
internal sealed class MetricsEndpoint(CollectorRegistry registry, PortRefusals refusals, PortClosing closing, TimeProvider time)
{
    /// <summary>Scrapes at a time; one more is answered 503. Two servers that scrape and a person who looks are three.</summary>
    private const int Limit = 4;

    private const string RetryAfterSeconds = "1";

    /// <summary>How long an answer may take: less than a server's usual time-out for a scrape, so that one who does not read keeps no place.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private int _scrapes;

    public async Task HandleAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _scrapes) > Limit)
        {
            Interlocked.Decrement(ref _scrapes);
            refusals.Note(Listener.Management, RefusalReason.Busy);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            return;
        }

        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted, closing.Over);
            context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
            if (HttpMethods.IsGet(context.Request.Method))
            {
                await registry.CollectAndExportAsTextAsync(context.Response.Body, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Whoever asked is gone, or does not read.
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _scrapes);
        }
    }
}
