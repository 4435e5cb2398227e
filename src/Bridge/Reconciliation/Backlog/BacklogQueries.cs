using Bridge.Incidents;
using Bridge.Store;

namespace Bridge.Reconciliation.Backlog;

/// <summary>When deliveries that wait are read by pages, and which pages are worth it. Pure.</summary>
internal static class BacklogQueries
{
    /// <summary>From so many deliveries on, a list is asked for: a page costs as much as one incident does.</summary>
    public const int From = 50;

    /// <summary>
    /// The lists that have the incidents: what changed since the oldest event, for those that an event told of, and what is live, for those
    /// that the bridge wants to look at by itself, as after a restart.
    /// </summary>
    /// <remarks>
    /// incident.io filters by whole days, of which it does not say whose, and an event may come more than a day after its change: two more
    /// are asked for. What changed before is read by itself.
    /// </remarks>
    public static IEnumerable<IncidentQuery> For(IReadOnlyCollection<DueDelivery> due)
    {
        var events = due.Where(delivery => delivery.PendingSince is not null).Select(delivery => delivery.PendingSince!.Value).ToList();
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

    /// <summary>
    /// Whether the next page is worth its request. Those that wait may all stand on later pages, so pages without any are followed for as long
    /// as they have cost less than a tenth of what it takes to read one by one what still waits.
    /// </summary>
    /// <param name="pagesWithout">Pages in a row that had none.</param>
    /// <param name="waiting">Deliveries that no page had yet.</param>
    public static bool IsWorthAPage(int pagesWithout, int waiting) => waiting > 0 && pagesWithout * 10 < Math.Max(waiting, 10);
}
