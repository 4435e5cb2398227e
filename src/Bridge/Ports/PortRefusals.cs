using Bridge.Observability;
using Bridge.Vocabulary;

namespace Bridge.Ports;

/// <summary>Counts what a port refuses, and logs at most one line per minute, port and reason: strangers must not fill the log.</summary>
internal sealed partial class PortRefusals(ConnectionMetrics metrics, TimeProvider time, ILogger<PortRefusals> logger)
{
    private readonly OncePerMinute<(Listener Port, RefusalReason Reason)> _lines = new(time);

    public void Note(Listener port, RefusalReason reason, Exception? fault = null)
    {
        metrics.Refused(port, reason);
        if (_lines.Note((port, reason)) is not (> 0 and var count))
        {
            return;
        }

        if (reason == RefusalReason.Fault)
        {
            Log.RequestFailed(logger, fault, Labels.Of(port), count);
        }
        else
        {
            Log.Refused(logger, Labels.Of(port), count, Labels.Of(reason), HintFor(reason));
        }
    }

    private static string HintFor(RefusalReason reason) => reason switch
    {
        RefusalReason.Limit => "Every connection is busy. Let only the ingress reach the port, and limit each client there.",
        RefusalReason.Displaced => "Idle connections gave way to new ones. Let only the ingress reach the port, and limit each client there.",
        RefusalReason.Silent => "They sent nothing.",
        RefusalReason.Tls => "They speak TLS, and the bridge speaks plain HTTP: end TLS at the ingress.",
        RefusalReason.ProxyProtocol => "A load balancer sends the PROXY protocol, which the bridge does not speak: turn it off.",
        RefusalReason.Malformed => "They do not speak HTTP/1.1.",
        RefusalReason.TooLarge => "Their headers or bodies are larger than the bridge takes.",
        RefusalReason.Timeout => "Their headers or bodies came too slowly.",
        RefusalReason.NotFound => "Does the webhook endpoint in incident.io, or a probe, name another path?",
        RefusalReason.Method => "They used a method that the path does not know.",
        RefusalReason.Busy => "More than four requests for metrics, or for the status, came at once.",
        _ => "",
    };

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.ConnectionsRefused,
            LogLevel.Warning,
            "Port {Port} refused {Count} connections or requests since the last such message (reason: {Reason}). {Hint}")]
        public static partial void Refused(ILogger logger, string port, int count, string reason, string hint);

        [LoggerMessage(
            EventIds.RequestFailed,
            LogLevel.Error,
            "Port {Port} failed on {Count} requests since the last such message. This is a fault of the bridge: please report it.")]
        public static partial void RequestFailed(ILogger logger, Exception? exception, string port, int count);
    }
}
