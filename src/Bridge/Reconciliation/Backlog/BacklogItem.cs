using Bridge.Incidents;
using Bridge.Store;

namespace Bridge.Reconciliation.Backlog;

/// <summary>An incident of a backlog, with what was learned of it together with others.</summary>
/// <param name="Due">The incident as it waits.</param>
/// <param name="State">Its state; none when it has to be fetched by itself.</param>
/// <param name="AskedAt">When the state was asked for.</param>
/// <param name="Search">What Grafana has of it; none when it has to be searched by itself, or need not be.</param>
internal sealed record BacklogItem(DueIncident Due, Incident? State, DateTimeOffset AskedAt, SharedSearch? Search)
{
    /// <summary>
    /// How long a state counts. A fetch under the lease is seconds old when it is shown; a page has 250 states, and while a Grafana hangs the
    /// last of them wait for many minutes, in which the incident may have turned private.
    /// </summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    /// <summary>The state, if it is still worth something.</summary>
    public Incident? StateAt(DateTimeOffset now) => now - AskedAt <= Freshness ? State : null;
}
