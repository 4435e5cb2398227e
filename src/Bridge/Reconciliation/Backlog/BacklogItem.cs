using Bridge.Incidents;
using Bridge.Store;

namespace Bridge.Reconciliation.Backlog;

/// <summary>An incident of a backlog, with what was learned of it together with others.</summary>
/// <param name="Due">The incident as it waits.</param>
/// <param name="State">Its state; none when it has to be fetched by itself.</param>
/// <param name="Search">What Grafana has of it; none when it has to be searched by itself, or need not be.</param>
internal sealed record BacklogItem(DueIncident Due, Incident? State, SharedSearch? Search);
