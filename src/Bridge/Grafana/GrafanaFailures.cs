using System.Net;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Grafana;

/// <summary>
/// What an answer means, and of whom it speaks: of the annotation that was asked for, or of Grafana as a whole and what stands in
/// front of it (<see cref="UpstreamFailure.OfUpstream"/>). Only <see cref="FailureReason.Client"/> is Grafana's refusal of one annotation.
/// </summary>
internal static class GrafanaFailures
{
    /// <summary>How versions before 8.4 answer, with status 500, for an id that does not exist.</summary>
    private const string OldNotFoundMessage = "Could not find annotation to update";

    /// <param name="question">What was asked.</param>
    /// <param name="answer">Its status and headers.</param>
    /// <param name="body">The beginning of the body of an answer that is no success.</param>
    /// <param name="health">What the health page says, after a 401.</param>
    /// <param name="now">For a <c>Retry-After</c> that is a date.</param>
    /// <returns>Null for a success.</returns>
    public static UpstreamFailure? Judge(
        GrafanaQuestion question, HttpResponseMessage answer, GrafanaErrorBody body, GrafanaHealth health, DateTimeOffset now)
    {
        if (answer.IsSuccessStatusCode && IsJsonOrNothing(answer))
        {
            return null;
        }

        var failure = UpstreamFailures.From(answer, now);
        var status = (int)answer.StatusCode;
        return status switch
        {
            401 => OfToken(health, body, failure),
            429 => failure with { Detail = Own(failure, body) },
            404 when question is GrafanaQuestion.Create or GrafanaQuestion.Search or GrafanaQuestion.Probe =>
                failure with { Detail = Own(failure, body), OfUpstream = true },

            // Of nginx, as a rule, and of this one request alone.
            413 => failure with { Detail = "the request is too large for what stands in front of it (HTTP 413)" },
            407 or 408 or (>= 502 and <= 504) => failure with { OfUpstream = true },
            < 400 or 405 or 411 => NotGrafana(failure),
            _ when !body.IsJson => NotGrafana(status >= 500 ? failure : failure with { Detail = Foreign(answer, body, failure) }),
            500 when question == GrafanaQuestion.Change && body.Message == OldNotFoundMessage =>
                failure with { Reason = FailureReason.NotFound, Detail = Own(failure, body), MayHaveActed = false },
            _ => failure with { Detail = Own(failure, body), OfUpstream = question == GrafanaQuestion.Probe },
        };
    }

    /// <summary>Whether Grafana itself says that it failed, which may be its fault or that of what it was asked.</summary>
    public static bool IsOwnError(UpstreamFailure failure) => failure is { Reason: FailureReason.Server, OfUpstream: false, IsHeld: false };

    private static UpstreamFailure OfToken(GrafanaHealth health, GrafanaErrorBody body, UpstreamFailure failure)
    {
        var ofAll = failure with { OfUpstream = true };
        return health switch
        {
            GrafanaHealth.Well => ofAll with { Detail = Own(failure, body) },
            GrafanaHealth.WithoutDatabase => ofAll with { Reason = FailureReason.Server, Detail = "it answers 401 while its database is away" },
            GrafanaHealth.Refused => ofAll with
            {
                Reason = FailureReason.InvalidAnswer,
                Detail = "HTTP 401, and /api/health, which needs no token, is refused too: something in front wants a sign-in",
            },
            GrafanaHealth.Unknown => ofAll with { Reason = FailureReason.Server, Detail = "it answers 401, and /api/health does not say that it is well" },
            _ => throw new InvalidOperationException($"No rule for {health}."),
        };
    }

    /// <summary>A redirect or a page is an answer that cannot be used; a server error stays one.</summary>
    private static UpstreamFailure NotGrafana(UpstreamFailure failure) => failure with
    {
        Reason = failure.Reason == FailureReason.Server ? FailureReason.Server : FailureReason.InvalidAnswer,
        OfUpstream = true,
    };

    private static string Foreign(HttpResponseMessage answer, GrafanaErrorBody body, UpstreamFailure failure) =>
        answer.StatusCode == HttpStatusCode.BadRequest && body.SpeaksOfHttps
            ? "it speaks https where plain http was spoken (HTTP 400)"
            : UpstreamFailures.IsPage(answer) ? failure.Detail : $"it answered without JSON ({failure.Detail})";

    private static string Own(UpstreamFailure failure, GrafanaErrorBody body) => body.Message is { } message ? $"{failure.Detail}: {message}" : failure.Detail;

    private static bool IsJsonOrNothing(HttpResponseMessage answer)
    {
        var headers = answer.Content.Headers;
        return answer.StatusCode == HttpStatusCode.NoContent
            || headers.ContentLength == 0
            || headers.ContentType?.MediaType is not { } type
            || type is "application/json" or "text/json"
            || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }
}
