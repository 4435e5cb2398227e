using Bridge.States;
using Bridge.Store;

namespace Bridge.Reconciliation.Backlog;

/// <summary>A delivery of a backlog, with what was learned of it together with others.</summary>
/// <param name="Due">The delivery as it waits.</param>
/// <param name="State">The incident's state; none when it has to be read by itself.</param>
/// <param name="Search">What Grafana has of it; none when it has to be searched by itself, or need not be.</param>
internal sealed record BacklogItem(DueDelivery Due, IncidentState? State, SharedSearch? Search)
{
    /// <summary>
    /// How long a state counts. A read under the lease is seconds old when it is shown; a page has 250 states, and while Grafana is slow the
    /// last of them wait for minutes, in which the incident may have turned private.
    /// </summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    /// <summary>The state, if it is still worth something.</summary>
    public IncidentState? StateAt(DateTimeOffset now) => now - State?.AskedAt <= Freshness ? State : null;
}
