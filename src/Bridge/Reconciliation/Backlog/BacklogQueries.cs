using Bridge.Incidents;
using Bridge.Store;

namespace Bridge.Reconciliation.Backlog;

/// <summary>When incidents that wait are read by pages, and which pages are worth it. Pure.</summary>
internal static class BacklogQueries
{
    /// <summary>From so many incidents on, a list is asked for: a page costs as much as one incident does.</summary>
    public const int From = 50;

    /// <summary>A page that has fewer of the incidents that wait is followed by none: what is left is read one by one.</summary>
    public const int WorthAPage = 5;

    /// <summary>
    /// The lists that have the incidents: what changed since the oldest event, for those that an event told of, and what is live, for those
    /// that the bridge wants to look at by itself, to move their ends.
    /// </summary>
    /// <remarks>
    /// incident.io filters by whole days, of which it does not say whose, and an event may come more than a day after its change: two more
    /// are asked for. What changed before is read by itself.
    /// </remarks>
    public static IEnumerable<IncidentQuery> For(IReadOnlyList<DueIncident> due)
    {
        var events = due.Where(incident => incident.PendingSince is not null).Select(incident => incident.PendingSince!.Value).ToList();
        if (events.Count >= From)
        {
            yield return new IncidentQuery
            {
                UpdatedSince = DateOnly.FromDateTime(events.Min().UtcDateTime.AddDays(-2)),
                Modes = IncidentQuery.AllModes,
            };
        }

        if (due.Count - events.Count >= From)
        {
            yield return new IncidentQuery { Categories = ["live"], Modes = IncidentQuery.AllModes };
        }
    }
}
