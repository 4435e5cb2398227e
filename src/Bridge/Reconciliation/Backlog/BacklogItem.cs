using Bridge.States;
using Bridge.Store;

namespace Bridge.Reconciliation.Backlog;

/// <summary>A delivery of a backlog, with what was learned of it together with others.</summary>
/// <param name="Due">The delivery as it waits.</param>
/// <param name="State">The incident's state; none when it has to be read by itself.</param>
/// <param name="IsSinceLook">Whether the state was asked for after the delivery was seen as due.</param>
/// <param name="Search">What Grafana has of it; none when it has to be searched by itself.</param>
internal sealed record BacklogItem(DueDelivery Due, SubjectState? State, bool IsSinceLook, SharedSearch? Search);
