using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Bridge.Upstreams;

/// <summary>Sends a request and reads its JSON answer; whatever can go wrong on the way comes back as a value.</summary>
internal static class UpstreamRequest
{
    /// <summary>
    /// How long a body may take once its headers are there: up to them the client's own time-outs rule, and an answer that trickles
    /// for ever must not keep its incident.
    /// </summary>
    private static readonly TimeSpan BodyTime = TimeSpan.FromSeconds(30);

    /// <param name="ask">Sends the request.</param>
    /// <param name="type">How a success is read.</param>
    /// <param name="readFailure">Judges an answer that is no success.</param>
    /// <param name="time">For the time that a body may take.</param>
    /// <param name="cancellationToken">The caller's wish to stop; it alone comes back as an exception.</param>
    public static async Task<(TAnswer? Answer, UpstreamFailure? Failure)> AskAsync<TAnswer>(
        Func<CancellationToken, Task<HttpResponseMessage>> ask,
        JsonTypeInfo<TAnswer> type,
        Func<HttpResponseMessage, CancellationToken, ValueTask<UpstreamFailure>> readFailure,
        TimeProvider time,
        CancellationToken cancellationToken)
        where TAnswer : class
    {
        try
        {
            using var answer = await ask(cancellationToken);
            using var patience = new CancellationTokenSource(BodyTime, time);
            using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
            if (!answer.IsSuccessStatusCode)
            {
                return (null, await readFailure(answer, giveUp.Token));
            }

            await using var body = await answer.Content.ReadAsStreamAsync(giveUp.Token);
            return await JsonSerializer.DeserializeAsync(body, type, giveUp.Token) is { } value
                ? (value, null)
                : (null, new UpstreamFailure(FailureReason.InvalidAnswer, "an empty answer"));
        }
        catch (Exception exception) when (UpstreamFailures.IsExpected(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (null, UpstreamFailures.From(exception));
        }
    }
}
