using Prometheus;

namespace Bridge.Operator;

/// <summary><c>GET /metrics</c>, in Prometheus' text format 0.0.4.</summary>
internal sealed class MetricsEndpoint(CollectorRegistry registry, FewAtOnce places)
{
    public Task HandleAsync(HttpContext context) => places.ServeAsync(context, async end =>
    {
        context.Response.ContentType = PrometheusConstants.TextContentTypeWithVersionAndEncoding;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await registry.CollectAndExportAsTextAsync(context.Response.Body, end);
        }
    });
}
