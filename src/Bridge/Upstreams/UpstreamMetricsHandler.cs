using Bridge.Observability;
using Bridge.Vocabulary;

namespace Bridge.Upstreams;

/// <summary>Counts and times each request that goes over the wire, retries included.</summary>
internal sealed class UpstreamMetricsHandler(UpstreamName upstream, BridgeMetrics metrics, TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            metrics.UpstreamAnswered(
                upstream,
                UpstreamFailures.AttachedTo(answer)?.Reason ?? (answer.IsSuccessStatusCode ? null : UpstreamFailures.ReasonOf(answer.StatusCode)),
                time.GetElapsedTime(started));
            return answer;
        }
        catch (Exception exception)
        {
            metrics.UpstreamAnswered(upstream, UpstreamFailures.ReasonOf(exception), time.GetElapsedTime(started));
            throw;
        }
    }
}
