using Bridge.Observability;
using Bridge.Vocabulary;

namespace Bridge.Webhooks;

/// <summary>
/// Logs refused webhooks, at most one line per minute and reason. Anyone can send an unsigned request; the log must not be theirs to fill.
/// </summary>
internal sealed partial class RejectionLog(TimeProvider time, ILogger<RejectionLog> logger)
{
    private readonly OncePerMinute<RejectReason> _lines = new(time);

    public void Note(RejectReason reason)
    {
        if (_lines.Note(reason) is > 0 and var count)
        {
            Log.WebhookRejected(logger, count, Labels.Of(reason), HintFor(reason));
        }
    }

    private static string HintFor(RejectReason reason) => reason switch
    {
        RejectReason.Headers => "Does something other than incident.io call the bridge, or does a proxy drop its headers?",
        RejectReason.Timestamp => "Is this machine's clock right?",
        RejectReason.Signature => "Is IncidentIo:SigningSecrets right?",
        RejectReason.Malformed => "Does a proxy cut or change bodies?",
        RejectReason.TooLarge => "Is Server:MaxWebhookBytes large enough?",
        RejectReason.Busy => "Who but incident.io reaches the webhook port? The sender retries.",
        RejectReason.Store => "The lines about the store say why. The sender retries.",
        _ => "",
    };

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.WebhookRejected, LogLevel.Warning, "Refused {Count} webhooks since the last such message (reason: {Reason}). {Hint}")]
        public static partial void WebhookRejected(ILogger logger, int count, string reason, string hint);
    }
}
