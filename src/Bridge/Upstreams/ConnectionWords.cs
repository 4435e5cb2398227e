using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Polly.RateLimiting;
using Polly.Timeout;

namespace Bridge.Upstreams;

/// <summary>Says in plain words what an exception of a request means. Its message is not repeated: it may hold an address, and helps nobody.</summary>
internal static class ConnectionWords
{
    public static string Of(Exception exception) => exception switch
    {
        AnswerTooLongException => exception.Message,
        TimeoutRejectedException { Timeout.TotalSeconds: var seconds } => string.Create(CultureInfo.InvariantCulture, $"no answer in {seconds:0.###} s"),
        OperationCanceledException { InnerException: TimeoutException } => "no connection in time",
        OperationCanceledException => "its answer did not end in time",
        RateLimiterRejectedException => "too many requests wait already",
        JsonException => "its answer is not the JSON that was expected",
        HttpRequestException request => Of(request),
        IOException => Socket(exception) ?? "the connection broke",
        _ => "a fault of the bridge",
    };

    private static string Of(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.ProxyTunnelError when exception.StatusCode is { } status => ProxyRefused(status),
        HttpRequestError.ProxyTunnelError => "no connection through the proxy",
        HttpRequestError.SecureConnectionError => Tls(exception),
        HttpRequestError.NameResolutionError => "name not found",
        HttpRequestError.ResponseEnded => Socket(exception) ?? "the connection ended before the answer did",
        HttpRequestError.InvalidResponse => "its answer is not HTTP",
        HttpRequestError.ConfigurationLimitExceeded => "the headers of its answer are too long",
        HttpRequestError.ConnectionError => Socket(exception) ?? "no connection",
        _ => Socket(exception) ?? "the connection broke",
    };

    public static string ProxyRefused(System.Net.HttpStatusCode status) =>
        string.Create(CultureInfo.InvariantCulture, $"the proxy refused the connection (HTTP {(int)status})");

    /// <summary>A server that speaks plain HTTP ends the handshake without a word of TLS, and .NET then has no cause to name.</summary>
    private static string Tls(Exception exception) => Causes(exception).ToList() switch
    {
        var causes when causes.OfType<CertificateRefusedException>().FirstOrDefault() is { } refused => refused.Message,
        var causes when causes.Exists(cause => cause is SocketException) => Socket(exception)!,
        [AuthenticationException { InnerException: not null }, ..] => "no TLS connection: it and the bridge have no version or cipher in common, or it wants a client certificate",
        _ => "no TLS connection: it speaks plain http where https was spoken, or ended the handshake",
    };

    private static string? Socket(Exception exception) => Causes(exception).OfType<SocketException>().FirstOrDefault()?.SocketErrorCode switch
    {
        null => null,
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "connection reset",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => "name not found",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => "no route to it",
        SocketError.TimedOut => "no connection in time",
        SocketError.TooManyOpenSockets => "the bridge has too many open connections",
        _ => "the connection broke",
    };

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception.InnerException; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
