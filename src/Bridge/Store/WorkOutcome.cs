using Bridge.Upstreams;

namespace Bridge.Store;

/// <summary>How a claim ended.</summary>
internal abstract record WorkOutcome
{
    private WorkOutcome()
    {
    }

    /// <summary>Grafana shows the incident's latest state.</summary>
    /// <param name="LookAgainAt">When to look once more, although nothing failed; none for not at all.</param>
    /// <param name="StateAt">incident.io's time of the change that is shown; none when it was not looked at.</param>
    internal sealed record Succeeded(DateTimeOffset? LookAgainAt, DateTimeOffset? StateAt = null) : WorkOutcome;

    /// <summary>It failed in a way that passes; it is tried again at <paramref name="DueAt"/>.</summary>
    internal sealed record Retry(FailureReason Reason, DateTimeOffset DueAt) : WorkOutcome;

    /// <summary>It failed in a way that needs somebody to act; it is kept, and still tried again at <paramref name="DueAt"/>.</summary>
    /// <param name="Reason">What went wrong.</param>
    /// <param name="DueAt">When to try again at the latest.</param>
    /// <param name="LookAgainAt">
    /// When to look once more for the sake of annotations that did not fail; if this is earlier, the attempt does not count, so that the
    /// retries after it come no later than they would have.
    /// </param>
    internal sealed record DeadLetter(FailureReason Reason, DateTimeOffset DueAt, DateTimeOffset? LookAgainAt = null) : WorkOutcome
    {
        /// <summary>Whether the look comes before the retry.</summary>
        public bool LooksFirst => LookAgainAt < DueAt;

        /// <summary>When the incident is worked on next.</summary>
        public DateTimeOffset NextAt => LooksFirst ? LookAgainAt!.Value : DueAt;
    }
}
