using System.Globalization;
using System.Net;
using System.Text.Json;
using Bridge.Vocabulary;
using Polly.RateLimiting;
using Polly.Timeout;
using Refit;

namespace Bridge.Upstreams;

/// <summary>Turns answers and exceptions of HTTP requests into <see cref="UpstreamFailure"/>s: the one table of what means what.</summary>
internal static class UpstreamFailures
{
    /// <summary>A longer <c>Retry-After</c> is cut to this: no upstream parks an incident for days.</summary>
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    private static readonly HttpRequestOptionsKey<UpstreamFailure> Judged = new("bridge.failure");

    public static FailureReason ReasonOf(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => FailureReason.Auth,
        404 => FailureReason.NotFound,
        407 => FailureReason.Network,
        408 => FailureReason.Timeout,
        429 => FailureReason.RateLimited,
        >= 500 => FailureReason.Server,
        >= 300 => FailureReason.Client,
        _ => FailureReason.InvalidAnswer,
    };

    public static FailureReason ReasonOf(Exception exception) => exception switch
    {
        UpstreamHeldException { Failure.Reason: var reason } => reason,
        TimeoutRejectedException or OperationCanceledException => FailureReason.Timeout,
        RateLimiterRejectedException => FailureReason.RateLimited,
        JsonException or AnswerTooLongException => FailureReason.InvalidAnswer,
        ApiRequestException { InnerException: { } cause } => ReasonOf(cause),
        HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => FailureReason.Network,
        HttpRequestException { StatusCode: { } status } => ReasonOf(status),
        HttpRequestException or IOException => FailureReason.Network,
        _ => FailureReason.Internal,
    };

    /// <summary>Whether an exception is one that a request can end in; any other is a fault of the bridge.</summary>
    public static bool IsExpected(Exception exception) => ReasonOf(exception) != FailureReason.Internal;

    /// <summary>The failure behind an answer, as far as its status and its headers tell; null for a success.</summary>
    public static UpstreamFailure? Of(HttpResponseMessage answer, DateTimeOffset now) =>
        answer.IsSuccessStatusCode && !IsPage(answer) ? null : From(answer, now);

    /// <summary>The failure behind an answer that is not a success. A server error may come after the work was done.</summary>
    public static UpstreamFailure From(HttpResponseMessage answer, DateTimeOffset now) => new(
        ReasonOf(answer.StatusCode),
        Words(answer),
        RetryAfter(answer, now),
        MayHaveActed: (int)answer.StatusCode is >= 500 or 408 or < 300);

    /// <summary>The failure behind an exception. Only a connection that was never made proves that nothing was done.</summary>
    public static UpstreamFailure From(Exception exception) => exception switch
    {
        UpstreamHeldException held => held.Failure,
        ApiRequestException { InnerException: { } cause } => From(cause),
        _ => new(ReasonOf(exception), ConnectionWords.Of(exception), MayHaveActed: !IsWithoutConnection(exception), OfUpstream: SpeaksOfUpstream(exception)),
    };

    /// <summary>Keeps with a request what its answer turned out to mean, for all who get to see the answer; null for a success.</summary>
    public static void Attach(HttpRequestMessage request, UpstreamFailure? failure) => request.Options.Set(Judged!, failure);

    /// <summary>What was kept; null for a success, and where nobody judged it.</summary>
    public static UpstreamFailure? AttachedTo(HttpResponseMessage answer) =>
        answer.RequestMessage is { } request && request.Options.TryGetValue(Judged, out var failure) ? failure : null;

    /// <summary>Whether it is a page for a browser: what a sign-in, a wrong path or a proxy answers.</summary>
    public static bool IsPage(HttpResponseMessage answer) => answer.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml";

    /// <summary>The status of an answer, or what else it says by its headers. A query and a name before the host are left out: they may be secrets.</summary>
    private static string Words(HttpResponseMessage answer)
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)answer.StatusCode}");
        return answer switch
        {
            { StatusCode: HttpStatusCode.ProxyAuthenticationRequired } => ConnectionWords.ProxyRefused(answer.StatusCode),
            { Headers.Location: { } location } when (int)answer.StatusCode is >= 300 and < 400 => $"it redirects to {Target(answer, location)} ({status})",
            _ when IsPage(answer) => $"it answered with a page of HTML ({status})",
            _ => status,
        };
    }

    private static string Target(HttpResponseMessage answer, Uri location)
    {
        // .NET takes addresses in a header that it cannot put together.
        var target = location;
        if (!location.IsAbsoluteUri && !Uri.TryCreate(answer.RequestMessage?.RequestUri, location, out target))
        {
            return "an address that is none";
        }

        var port = target.IsDefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{target.Port}");
        return PlainWords.OneLine($"{target.Host}{port}{target.AbsolutePath}");
    }

    private static bool IsWithoutConnection(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: var error } => error is HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError,

        // So ends only the time that a connection may take to be made: no other time-out is .NET's own here.
        OperationCanceledException { InnerException: TimeoutException } => true,
        _ => false,
    };

    private static bool SpeaksOfUpstream(Exception exception) =>
        exception is HttpRequestException or IOException or TimeoutRejectedException or OperationCanceledException;

    /// <summary>A date is one by the upstream's clock, which <c>Date</c> tells: ours may differ by hours.</summary>
    private static TimeSpan? RetryAfter(HttpResponseMessage answer, DateTimeOffset now)
    {
        // .NET reads whole seconds and dates that end in GMT or UTC; anything else is null, and then our own backoff counts.
        var header = answer.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - (answer.Headers.Date ?? now));
        return wait is null ? null : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, 0, MaxRetryAfter.Ticks));
    }
}
