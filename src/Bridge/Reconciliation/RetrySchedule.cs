using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>
/// When to try again after a failure. What passes by itself is tried soon and never given up; what needs somebody to act becomes a dead
/// letter, kept and tried slowly, so that it heals once they did.
/// </summary>
internal static class RetrySchedule
{
    /// <summary>incident.io does not say whether an incident can be read the moment its webhook is sent: a 404 gets this many chances.</summary>
    public const int AttemptsBeforeNotFoundCounts = 3;

    private static readonly Steps Soon = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
    private static readonly Steps Slow = new(TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));
    private static readonly Steps Dead = new(TimeSpan.FromMinutes(10), TimeSpan.FromHours(6));

    /// <param name="failure">What went wrong.</param>
    /// <param name="attempts">Attempts that failed before this one.</param>
    /// <param name="now">The time of the failure.</param>
    /// <param name="jitter">From 0 to 1: spreads retries, so that a thousand incidents do not come back in one second.</param>
    /// <param name="isUrgent">Whether words that have to go are still there: no reason makes that a dead letter.</param>
    public static WorkOutcome After(UpstreamFailure failure, int attempts, DateTimeOffset now, double jitter, bool isUrgent = false)
    {
        return failure.Reason switch
        {
            _ when isUrgent || failure.OfUpstream => Retry(Soon),
            FailureReason.NotFound when attempts < AttemptsBeforeNotFoundCounts => Retry(Soon),
            FailureReason.NotFound or FailureReason.Client or FailureReason.Settings or FailureReason.Internal or FailureReason.Unknown =>
                new WorkOutcome.DeadLetter(failure.Reason, now + Delay(Dead)),
            FailureReason.Auth => Retry(Slow),
            FailureReason.RateLimited or FailureReason.Server or FailureReason.Timeout or FailureReason.Network
                or FailureReason.InvalidAnswer or FailureReason.Store => Retry(Soon),
            _ => throw new InvalidOperationException($"No rule for {failure.Reason}."),
        };

        WorkOutcome.Retry Retry(Steps steps)
        {
            // Until when an upstream as a whole is to be left alone is its breaker's to see to, which wakes what waits.
            var delay = Delay(steps);
            var said = failure.OfUpstream ? null : failure.RetryAfter;
            return new WorkOutcome.Retry(failure.Reason, now + (said > delay ? said.Value : delay), isUrgent);
        }

        TimeSpan Delay(Steps steps)
        {
            var delay = steps.First * Math.Pow(2, Math.Min(attempts, 30));
            return (delay < steps.Longest ? delay : steps.Longest) * (0.8 + (0.4 * jitter));
        }
    }

    /// <summary>Of several failures of one incident, the one that decides: what passes by itself goes before what needs somebody.</summary>
    public static UpstreamFailure Deciding(IReadOnlyList<UpstreamFailure> failures) =>
        failures.FirstOrDefault(failure => After(failure, AttemptsBeforeNotFoundCounts, default, jitter: 0) is WorkOutcome.Retry) ?? failures[0];

    private readonly record struct Steps(TimeSpan First, TimeSpan Longest);
}
