using Bridge.Observability;

namespace Bridge.Webhooks;

/// <summary>
/// Logs refused webhooks: the first of each reason at once, then at most one line a minute and reason with the number since. Anyone can
/// send an unsigned request, and the metric counts them all; the log must not be theirs to fill.
/// </summary>
internal sealed partial class RejectionLog(TimeProvider time, ILogger<RejectionLog> logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<RejectReason, (long Since, int Count)> _seen = [];

    public void Note(RejectReason reason)
    {
        int count;
        lock (_lock)
        {
            var known = _seen.TryGetValue(reason, out var entry);
            if (known && time.GetElapsedTime(entry.Since) < Interval)
            {
                _seen[reason] = entry with { Count = entry.Count + 1 };
                return;
            }

            count = entry.Count + 1;
            _seen[reason] = (time.GetTimestamp(), 0);
        }

        Log.WebhookRejected(logger, Labels.Of(reason), count);
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.WebhookRejected, LogLevel.Warning, "Refused webhooks for the reason {Reason}: {Count} since the last line like this.")]
        public static partial void WebhookRejected(ILogger logger, string reason, int count);
    }
}
