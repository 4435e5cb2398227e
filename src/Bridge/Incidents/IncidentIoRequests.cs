using System.Text.Json;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Incidents;

/// <summary>Asks incident.io, for all kinds.</summary>
/// <remarks>After a 429 that names a time, nothing is sent before it, whoever asks: each webhook would cost a request that must fail.</remarks>
internal sealed class IncidentIoRequests(TimeProvider time)
{
    private readonly Lock _lock = new();
    private TimeSpan _heldFor;
    private long _heldSince;

    /// <summary>Asks once; retries are the client's.</summary>
    /// <param name="ask">Sends the request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<(JsonDocument? Answer, UpstreamFailure? Failure)> AskAsync(
        Func<CancellationToken, Task<HttpResponseMessage>> ask, CancellationToken cancellationToken)
    {
        if (Held() is { Ticks: >= TimeSpan.TicksPerMillisecond } wait)
        {
            return (null, new UpstreamFailure(FailureReason.RateLimited, "it asked to be left alone", wait));
        }

        var (answer, failure) = await UpstreamRequest.AskAsync(
            ask,
            IncidentIoJson.Default.JsonDocument,
            response => UpstreamFailures.Of(response, time.GetUtcNow()),
            time,
            cancellationToken);
        if (failure is { Reason: FailureReason.RateLimited, RetryAfter: { } said })
        {
            Hold(said);
        }

        return (answer, failure);
    }

    private TimeSpan Held()
    {
        lock (_lock)
        {
            return _heldFor - time.GetElapsedTime(_heldSince);
        }
    }

    private void Hold(TimeSpan wait)
    {
        lock (_lock)
        {
            (_heldFor, _heldSince) = (wait, time.GetTimestamp());
        }
    }
}
