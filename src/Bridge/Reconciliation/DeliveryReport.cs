using Bridge.Observability;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>Says in log, metrics and the list of the last ones how deliveries go, each thing once.</summary>
internal sealed partial class DeliveryReport(BridgeMetrics metrics, RecentDeliveries recent, ILogger<DeliveryReport> logger)
{
    public void Ended(Claim claim, ReconciliationResult result, DateTimeOffset now)
    {
        recent.Note(claim, result, now);
        switch (result.Outcome)
        {
            case WorkOutcome.Succeeded { Changed: true } when claim.IsUnannounced:
                Log.Missed(logger, claim.Subject);
                break;
            case WorkOutcome.Succeeded { Changed: true } when Lanes.Of(claim.Subject) == Lane.Incidents && claim.PendingSince is { } since:
                metrics.DeliveryConfirmed(now - since);
                break;
            case WorkOutcome.DeadLetter dead when Becomes(claim, dead):
                metrics.DeadLettered(claim.Grafana, dead.Reason);
                break;
        }

        if (result.Outcome is WorkOutcome.Succeeded)
        {
            metrics.AnnotationsChanged(claim.Subject.Kind, result.Steps.Count);
            Log.Reconciled(logger, claim.Subject, claim.Grafana);
        }
    }

    public void Failing(Claim claim, UpstreamFailure failure, WorkOutcome outcome)
    {
        var reason = Labels.Of(failure.Reason);
        IFormattable subject = claim.Subject;
        switch (outcome)
        {
            case WorkOutcome.DeadLetter dead when Becomes(claim, dead):
                Log.DeadLettered(logger, subject, claim.Grafana, reason, failure.Detail, dead.NextAt);
                break;
            case WorkOutcome.DeadLetter dead:
                Log.Retried(logger, LogLevel.Debug, subject, claim.Grafana, reason, failure.Detail, dead.NextAt);
                break;
            case WorkOutcome.Retry retry:
                // Once for each reason; and what speaks of Grafana as a whole is said by its breaker, once for all.
                var level = failure.OfUpstream || claim.LastFailure == failure.Reason ? LogLevel.Debug : LogLevel.Warning;
                Log.Retried(logger, level, subject, claim.Grafana, reason, failure.Detail, retry.DueAt);
                break;
        }
    }

    /// <summary>Templates that could not be used.</summary>
    public void TextFailures(Claim claim, IReadOnlyList<TemplateFailure> failures)
    {
        foreach (var failure in failures)
        {
            metrics.TemplateFailed(failure);
            Log.TemplateFailed(logger, claim.Subject, Labels.Of(failure));
        }
    }

    /// <summary>Work that ended in an exception; the log has its stack if it is a fault of the bridge.</summary>
    /// <returns>The failure behind it.</returns>
    public UpstreamFailure Crashed(Claim claim, Exception exception, TimeSpan timeout)
    {
        switch (exception)
        {
            case StoreException:
                return new UpstreamFailure(FailureReason.Store, exception.Message);
            case OperationCanceledException:
                return new UpstreamFailure(FailureReason.Timeout, $"not done within {timeout.TotalSeconds:0} s");
            default:
                Log.Crashed(logger, exception, claim.Subject, claim.Grafana);
                return new UpstreamFailure(FailureReason.Internal, "a fault of the bridge, see event 5006 in the log");
        }
    }

    /// <summary>Whether the delivery was none before, or one for another reason: that is told and counted, and not every try.</summary>
    private static bool Becomes(Claim claim, WorkOutcome.DeadLetter dead) => !claim.IsDeadLetter || claim.LastFailure != dead.Reason;

    private static partial class Log
    {
        [LoggerMessage(EventIds.Reconciled, LogLevel.Debug, "{Subject:S} is up to date in Grafana {Grafana}.")]
        public static partial void Reconciled(ILogger logger, IFormattable subject, string grafana);

        [LoggerMessage(
            EventIds.MissedWebhook, LogLevel.Information, "{Subject:S} changed, and no webhook has told of it; resync found it.")]
        public static partial void Missed(ILogger logger, IFormattable subject);

        [LoggerMessage(
            EventId = EventIds.ReconciliationRetried,
            Message = "{Subject:S} could not be brought up to date in Grafana {Grafana}: {Reason} ({Detail}). Next try at {DueAt:O}.")]
        public static partial void Retried(
            ILogger logger, LogLevel level, IFormattable subject, string grafana, string reason, string detail, DateTimeOffset dueAt);

        [LoggerMessage(
            EventIds.DeadLettered,
            LogLevel.Error,
            "{Subject:S} is a dead letter for Grafana {Grafana}: {Reason} ({Detail}). The bridge keeps it, and tries again at {DueAt:O} or on the next webhook.")]
        public static partial void DeadLettered(
            ILogger logger, IFormattable subject, string grafana, string reason, string detail, DateTimeOffset dueAt);

        [LoggerMessage(EventIds.ReconciliationCrashed, LogLevel.Error, "Work on {Subject:s} in Grafana {Grafana} ended in an exception.")]
        public static partial void Crashed(ILogger logger, Exception exception, IFormattable subject, string grafana);

        [LoggerMessage(
            EventIds.TemplateFailed,
            LogLevel.Warning,
            "The text template could not be used for {Subject:s} ({Failure}); its annotation has the default text.")]
        public static partial void TemplateFailed(ILogger logger, IFormattable subject, string failure);
    }
}
