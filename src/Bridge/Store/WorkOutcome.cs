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
    internal sealed record DeadLetter(FailureReason Reason, DateTimeOffset DueAt) : WorkOutcome;
}
