using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>How a claim ended.</summary>
internal abstract record WorkOutcome
{
    private WorkOutcome()
    {
    }

    /// <summary>
    /// Of work that did not succeed: when the state was asked for that Grafana shows in part by now, or that had words hidden. None if no state
    /// was had. An older one is not shown after it.
    /// </summary>
    public DateTimeOffset? AskedAt { get; init; }

    /// <summary>What went wrong; none where nothing did, or where nothing was tried.</summary>
    public FailureReason? FailedFor => this switch
    {
        Retry retry => retry.Reason,
        DeadLetter dead => dead.Reason,
        _ => null,
    };

    /// <summary>Grafana shows the incident's latest state.</summary>
    /// <param name="LookAgainAt">When to look once more, although nothing failed; none for not at all.</param>
    /// <param name="Shown">Which state that is; none when none was looked at.</param>
    /// <param name="Changed">Whether something had to be done in Grafana.</param>
    internal sealed record Succeeded(DateTimeOffset? LookAgainAt, ShownVersion? Shown = null, bool Changed = false) : WorkOutcome
    {
        /// <summary>Whether that look is for moving the ends of open regions alone, which takes no new state.</summary>
        public bool IsMove { get; init; }
    }

    /// <summary>
    /// Its Grafana as a whole takes no requests now. It stays due, and goes the moment that it does. That was no attempt.
    /// </summary>
    /// <param name="IsUrgent">Whether words have to be taken away: it goes before all others.</param>
    internal sealed record Held(bool IsUrgent) : WorkOutcome;

    /// <summary>It failed in a way that passes; it is tried again at <paramref name="DueAt"/>.</summary>
    /// <param name="Reason">What went wrong.</param>
    /// <param name="DueAt">When to try again at the latest.</param>
    /// <param name="IsUrgent">Whether words have to be taken away: the retry goes before all else.</param>
    internal sealed record Retry(FailureReason Reason, DateTimeOffset DueAt, bool IsUrgent = false) : WorkOutcome;

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

/// <summary>Which state of an incident is shown.</summary>
/// <param name="AskedAt">When it was asked for.</param>
/// <param name="StateAt">incident.io's time of its last change; none of an incident that cannot be seen.</param>
internal sealed record ShownVersion(DateTimeOffset AskedAt, DateTimeOffset? StateAt);
