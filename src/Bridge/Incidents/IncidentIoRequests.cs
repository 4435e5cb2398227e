using System.Net;
using System.Text.Json;
using Bridge.Subjects;
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

    /// <summary>The same of what the key may not be shown: that it is gone, or not for this key, is told apart from other failures.</summary>
    public async Task<(JsonDocument? Answer, SubjectResult.Failed? Failure)> AskForOneAsync(
        Func<CancellationToken, Task<HttpResponseMessage>> ask, CancellationToken cancellationToken)
    {
        HttpStatusCode? status = null;
        var (answer, failure) = await AskAsync(
            async token =>
            {
                var response = await ask(token);
                status = response.StatusCode;
                return response;
            },
            cancellationToken);
        return (answer, failure, status) switch
        {
            (_, null, _) => (answer, null),
            (_, _, HttpStatusCode.Gone) => (null, new SubjectResult.Failed(failure with { Reason = FailureReason.NotFound })),
            _ => (null, new SubjectResult.Failed(failure, IsForbidden: status == HttpStatusCode.Forbidden)),
        };
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
