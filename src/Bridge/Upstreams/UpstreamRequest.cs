using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bridge.Vocabulary;

namespace Bridge.Upstreams;

/// <summary>Sends a request and reads its JSON answer; whatever can go wrong on the way comes back as a value.</summary>
internal static class UpstreamRequest
{
    /// <summary>Bytes of an answer that are read, decompressed: five times what the largest useful one has.</summary>
    internal const long MaxAnswer = 64 * 1024 * 1024;

    /// <summary>
    /// How long a body may take once its headers are there: up to them the client's own time-outs rule, and an answer that trickles
    /// for ever must not keep its incident.
    /// </summary>
    private static readonly TimeSpan BodyTime = TimeSpan.FromSeconds(30);

    /// <param name="ask">Sends the request.</param>
    /// <param name="type">How a success is read.</param>
    /// <param name="judge">Says by status and headers what is wrong with an answer; null for a success.</param>
    /// <param name="time">For the time that a body may take.</param>
    /// <param name="cancellationToken">The caller's wish to stop; it alone comes back as an exception.</param>
    /// <param name="whenEmpty">What a success without a body stands for; null where it must have one.</param>
    public static async Task<(TAnswer? Answer, UpstreamFailure? Failure)> AskAsync<TAnswer>(
        Func<CancellationToken, Task<HttpResponseMessage>> ask,
        JsonTypeInfo<TAnswer> type,
        Func<HttpResponseMessage, UpstreamFailure?> judge,
        TimeProvider time,
        CancellationToken cancellationToken,
        TAnswer? whenEmpty = null)
        where TAnswer : class
    {
        try
        {
            using var answer = await ask(cancellationToken);
            return judge(answer) is { } failure ? (null, failure) : await ReadAsync(answer, type, time, whenEmpty, cancellationToken);
        }
        catch (Exception exception) when (UpstreamFailures.IsExpected(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return (null, UpstreamFailures.From(exception));
        }
    }

    private static async Task<(TAnswer? Answer, UpstreamFailure? Failure)> ReadAsync<TAnswer>(
        HttpResponseMessage answer, JsonTypeInfo<TAnswer> type, TimeProvider time, TAnswer? whenEmpty, CancellationToken cancellationToken)
        where TAnswer : class
    {
        using var patience = new CancellationTokenSource(BodyTime, time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        await using var content = await answer.Content.ReadAsStreamAsync(giveUp.Token);
        await using var body = new BoundedStream(content, MaxAnswer);
        try
        {
            return await JsonSerializer.DeserializeAsync(body, type, giveUp.Token) is { } value
                ? (value, null)
                : (null, new UpstreamFailure(FailureReason.InvalidAnswer, "an empty answer", MayHaveActed: true));
        }
        catch (JsonException) when (whenEmpty is not null && body.BytesRead == 0)
        {
            return (whenEmpty, null);
        }
    }
}
