using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Polly.RateLimiting;
using Polly.Timeout;
using Refit;

namespace Bridge.Upstreams;

/// <summary>Turns answers and exceptions of HTTP requests into <see cref="UpstreamFailure"/>s: the one table of what means what.</summary>
internal static class UpstreamFailures
{
    /// <summary>A longer <c>Retry-After</c> is cut to this: no upstream parks an incident for days.</summary>
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(1);

    public static FailureReason ReasonOf(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => FailureReason.Auth,
        404 => FailureReason.NotFound,
        408 => FailureReason.Timeout,
        429 => FailureReason.RateLimited,
        >= 500 => FailureReason.Server,
        >= 300 => FailureReason.Client,
        _ => FailureReason.InvalidAnswer,
    };

    public static FailureReason ReasonOf(Exception exception) => exception switch
    {
        TimeoutRejectedException or OperationCanceledException => FailureReason.Timeout,
        RateLimiterRejectedException => FailureReason.RateLimited,
        JsonException => FailureReason.InvalidAnswer,
        ApiRequestException { InnerException: { } cause } => ReasonOf(cause),
        HttpRequestException { StatusCode: { } status } => ReasonOf(status),
        HttpRequestException or IOException => FailureReason.Network,
        _ => FailureReason.Internal,
    };

    /// <summary>Whether an exception is one that a request can end in; any other is a fault of the bridge.</summary>
    public static bool IsExpected(Exception exception) => ReasonOf(exception) != FailureReason.Internal;

    /// <summary>The failure behind an answer that is not a success. A server error may come after the work was done.</summary>
    public static UpstreamFailure From(HttpResponseMessage answer, DateTimeOffset now) => new(
        ReasonOf(answer.StatusCode),
        string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)answer.StatusCode}"),
        RetryAfter(answer, now),
        MayHaveActed: (int)answer.StatusCode is >= 500 or 408);

    /// <summary>The failure behind an exception. Only a connection that was never made proves that nothing was done.</summary>
    public static UpstreamFailure From(Exception exception) => exception switch
    {
        ApiRequestException { InnerException: { } cause } => From(cause),
        HttpRequestException { HttpRequestError: var error } => new(
            ReasonOf(exception),
            exception.InnerException is SocketException socket ? socket.SocketErrorCode.ToString() : error.ToString(),
            MayHaveActed: error is not (HttpRequestError.ConnectionError
                or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError)),
        _ => new(ReasonOf(exception), exception.GetType().Name, MayHaveActed: true),
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage answer, DateTimeOffset now)
    {
        // .NET reads whole seconds and dates that end in GMT or UTC; anything else is null, and then our own backoff counts.
        var header = answer.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - now);
        return wait is null ? null : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, 0, MaxRetryAfter.Ticks));
    }
}
