using Bridge.States;
using Bridge.Store;
using Bridge.Subjects;

namespace Bridge.Reconciliation;

/// <summary>
/// Has what belongs to a subject looked at when that changed: what is shown for an incident's sake goes, turns private or appears with it. Each in
/// a delivery of its own, in the same Grafana.
/// </summary>
internal sealed class SubjectLead(IDeliveryQueue queue, ISubjectNotes notes, SubjectStates states, WorkSignal signal, TimeProvider time)
{
    /// <summary>Remembers what a subject belongs to, before anything of it is shown: its incident may vanish, and with it every list that names it.</summary>
    /// <exception cref="StoreException">The store does not take it.</exception>
    public Task NoteAsync(Claim claim, Subject subject, CancellationToken cancellationToken) =>
        subject.BelongsTo.Count > 0 && IsNews(claim, subject)
            ? notes.NoteParentsAsync(subject.Id, subject.BelongsTo, time.GetUtcNow(), cancellationToken)
            : Task.CompletedTask;

    /// <summary>Makes due in the claim's Grafana what has to follow.</summary>
    /// <exception cref="StoreException">The store does not take it.</exception>
    public async Task FollowAsync(Claim claim, SubjectState state, CancellationToken cancellationToken)
    {
        var led = states.LedBy(state);
        if (led.Count == 0 || !IsNews(claim, state.Subject))
        {
            return;
        }

        var children = await notes.ReadChildrenAsync(state.Id, cancellationToken);
        List<DeliveryKey> keys = [.. led.Concat(children).Distinct().Select(subject => new DeliveryKey(subject, claim.Grafana))];

        // What a list gave is as new as the list. A claim asks for states from the millisecond after its event.
        var eventAt = state.Subject is Company ? state.AskedAt.AddMilliseconds(-1) : state.AskedAt;
        await queue.MarkDueAsync(keys, eventAt, unannouncedSince: null, time.GetUtcNow(), cancellationToken);
        signal.Wake(Lane.Others);
    }

    /// <summary>Something told of it, or it is not what is shown, or names itself what has to follow: that may be so by time alone.</summary>
    private static bool IsNews(Claim claim, Subject? subject) =>
        claim.PendingSince is not null || subject is null or { Leads.Count: > 0 } || claim.StateAt?.ToUnixTimeMilliseconds() != subject.UpdatedAt.ToUnixTimeMilliseconds();
}
