using Bridge.Observability;
using Bridge.Store;

namespace Bridge.Reconciliation;

/// <summary>How it is told that an incident became a dead letter, whoever finds it out.</summary>
internal static partial class DeadLetters
{
    /// <summary>Whether the incident was none before, or one for another reason: that is told and counted, and not every try.</summary>
    public static bool Becomes(this Claim claim, WorkOutcome.DeadLetter dead) => !claim.IsDeadLetter || claim.LastFailure != dead.Reason;

    [LoggerMessage(
        EventIds.DeadLettered,
        LogLevel.Error,
        "Incident {IncidentId} is a dead letter: {Reason} ({Detail}). It is kept, and tried again at {DueAt:O} or on its next webhook.")]
    public static partial void DeadLettered(this ILogger logger, string incidentId, string reason, string detail, DateTimeOffset dueAt);
}
