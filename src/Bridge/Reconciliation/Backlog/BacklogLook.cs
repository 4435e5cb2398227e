using Bridge.Store;

namespace Bridge.Reconciliation.Backlog;

/// <summary>
/// What of a Grafana's queue is worth reading by pages. Somebody waits for events, so these go before what the bridge wants to look at by itself,
/// as after a restart; and what needs no state, since only ends have to be moved, goes one by one, between the others. Pure.
/// </summary>
/// <param name="Due">What is to be read by pages; nothing if that is not worth it.</param>
/// <param name="IsAwaited">Whether somebody waits for these.</param>
/// <param name="HasMany">Whether much is due, if only of what is no backlog.</param>
internal sealed record BacklogLook(IReadOnlyList<DueDelivery> Due, bool IsAwaited, bool HasMany)
{
    public static BacklogLook At(IReadOnlyList<DueDelivery> due, Func<DueDelivery, bool> needsNoState)
    {
        var hasMany = due.Count >= BacklogQueries.From;
        var events = due.Where(IsEvent).ToList();
        if (events.Count >= BacklogQueries.From)
        {
            return new BacklogLook(events, IsAwaited: true, hasMany);
        }

        var others = due.Where(one => !IsEvent(one) && !needsNoState(one)).ToList();
        return new BacklogLook(others.Count >= BacklogQueries.From ? others : [], IsAwaited: false, hasMany);
    }

    /// <summary>Whether an event made it due.</summary>
    public static bool IsEvent(DueDelivery due) => due.PendingSince is not null;
}
