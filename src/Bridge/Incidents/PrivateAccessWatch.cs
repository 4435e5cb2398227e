using Bridge.Observability;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Incidents;

/// <summary>
/// Asks incident.io, at the start and every hour, whether the key may read private incidents, and says so in a metric and in the log:
/// a key that may not looks just like incidents that do not exist.
/// </summary>
internal sealed partial class PrivateAccessWatch(
    IncidentClient incidents, BridgeMetrics metrics, TimeProvider time, ILogger<PrivateAccessWatch> logger)
    : BridgeLoop("rights of the key", time, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMinutes(1);

    private bool? _last;
    private volatile KeyAnswer? _latest;

    /// <summary>What incident.io last said of the key, or why it did not; none before the first answer.</summary>
    public KeyAnswer? Latest => _latest;

    protected override async Task<TimeSpan> TurnAsync(CancellationToken stoppingToken) =>
        await AskAsync(stoppingToken) ? Interval : RetryInterval;

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        var (identity, failure) = await incidents.GetIdentityAsync(cancellationToken);
        _latest = new KeyAnswer(identity ?? _latest?.Identity, failure);
        if (identity is null)
        {
            Log.IdentityUnavailable(logger, Labels.Of(failure!.Reason), failure.Detail);
            return false;
        }

        var granted = identity.MayReadPrivate;
        metrics.PrivateAccess(granted);
        if (granted != _last)
        {
            if (granted)
            {
                Log.PrivateAccessGranted(logger);
            }
            else
            {
                Log.PrivateAccessMissing(logger);
            }
        }

        _last = granted;
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.PrivateAccessMissing,
            LogLevel.Warning,
            "The incident.io key lacks the role global_access: private incidents answer 404 and are not annotated.")]
        public static partial void PrivateAccessMissing(ILogger logger);

        [LoggerMessage(EventIds.PrivateAccessGranted, LogLevel.Information, "The incident.io key can read private incidents.")]
        public static partial void PrivateAccessGranted(ILogger logger);

        [LoggerMessage(
            EventIds.IdentityUnavailable,
            LogLevel.Warning,
            "incident.io did not say what the key may do: {Reason} ({Detail}). It is asked again in a minute.")]
        public static partial void IdentityUnavailable(ILogger logger, string reason, string detail);
    }
}

/// <summary>What is known of the API key.</summary>
/// <param name="Identity">What incident.io said last; none if it never did.</param>
/// <param name="Failure">Why it did not say anything the last time that it was asked.</param>
internal sealed record KeyAnswer(KeyIdentity? Identity, UpstreamFailure? Failure);
