using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation.Backlog;

/// <summary>What one search of a Grafana for the annotations of several incidents found.</summary>
/// <param name="At">When it began.</param>
/// <param name="Times">The time that it looked at.</param>
/// <param name="Found">By incident.</param>
internal sealed record SharedSearch(DateTimeOffset At, SearchTimes Times, ILookup<IncidentId, FoundAnnotation> Found)
{
    /// <summary>
    /// How long a search counts. One under the lease is milliseconds old when the annotation is made; in this one a create whose fate
    /// was unknown had more time to arrive.
    /// </summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether it says as much as a search under the lease would: it is fresh, and nobody else has held the lease since the delivery was read
    /// as due, before the search, who could have posted what it did not see.
    /// </summary>
    public bool CountsFor(Claim claim, DueDelivery due) => claim.LeaseToken == due.LeaseToken + 1 && claim.ClaimedAt - At <= Freshness;

    /// <summary>What the Grafana has of an incident; null when the search did not look at all of the time in which something may be.</summary>
    public FindResult? Of(IncidentId incident, SearchTimes times) => Times.Covers(times) ? new FindResult.Found([.. Found[incident]]) : null;
}
