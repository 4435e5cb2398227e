using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Store;

namespace Bridge.Reconciliation.Backlog;

/// <summary>What a search for the annotations of several incidents found, by Grafana.</summary>
/// <param name="At">When it began.</param>
/// <param name="Found">By the name of the Grafana; one whose search failed is missing.</param>
internal sealed record SharedSearch(DateTimeOffset At, IReadOnlyDictionary<string, ILookup<IncidentId, FoundAnnotation>> Found)
{
    /// <summary>
    /// How long a search counts. One under the lease is milliseconds old when the annotation is made; in this one a create whose fate
    /// was unknown had more time to arrive.
    /// </summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether it says as much as a search under the lease would. The claim is one for a state that was asked for before the search, so nobody
    /// else has held a lease since, who could have posted what it did not see; and it has to be fresh.
    /// </summary>
    public bool CountsFor(Claim claim) => claim.ClaimedAt - At <= Freshness;

    /// <summary>What a Grafana has of an incident; none when its search failed.</summary>
    public FindResult? In(string grafana, IncidentId incident) =>
        Found.TryGetValue(grafana, out var annotations) ? new FindResult.Found([.. annotations[incident]]) : null;
}
