using System.Runtime.CompilerServices;
using Bridge.States;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation.Backlog;

/// <summary>
/// Learns of many incidents at once what would take a request each: their states from incident.io's list, and what a Grafana has of them.
/// </summary>
internal sealed class BacklogReader(SubjectStates states, TimeProvider time)
{
    /// <summary>
    /// Incidents of one backlog that are read one by one. The next look at the queue may find that a list has the others, or that only
    /// a few are left.
    /// </summary>
    private const int MostSingles = 200;

    /// <summary>The deliveries as their states come in, page by page; then those that no page had.</summary>
    /// <remarks>
    /// A list is asked for after the deliveries were read as due, so its states are at least as new as the events of that moment. What another
    /// Grafana's backlog has just read is taken from memory.
    /// </remarks>
    public async IAsyncEnumerable<BacklogItem> ReadAsync(
        IAnnotationTarget target, IReadOnlyList<DueDelivery> due, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var waiting = due.ToDictionary(delivery => delivery.Subject);
        await foreach (var item in SearchAsync(target, Remembered(waiting), isSinceLook: false, cancellationToken))
        {
            yield return item;
        }

        foreach (var query in BacklogQueries.For([.. Incidents(waiting)]))
        {
            var pagesWithout = 0;
            await foreach (var (page, _) in states.WalkAsync(query, cancellationToken))
            {
                // Whatever the failure, those that are asked for one by one will tell of it.
                var found = page is null ? [] : Take(waiting, page.States);
                await foreach (var item in SearchAsync(target, found, isSinceLook: true, cancellationToken))
                {
                    yield return item;
                }

                pagesWithout = found.Count > 0 ? 0 : pagesWithout + 1;
                if (!BacklogQueries.IsWorthAPage(pagesWithout, Incidents(waiting).Count()))
                {
                    break;
                }
            }
        }

        foreach (var delivery in waiting.Values.Take(MostSingles))
        {
            yield return new BacklogItem(delivery, State: null, IsSinceLook: false, Search: null);
        }
    }

    /// <summary>Those that incident.io's list of incidents may have.</summary>
    private static IEnumerable<DueDelivery> Incidents(Dictionary<SubjectId, DueDelivery> waiting) =>
        waiting.Values.Where(delivery => delivery.Subject.Kind == SubjectKind.Incident);

    private List<(DueDelivery Due, SubjectState State)> Remembered(Dictionary<SubjectId, DueDelivery> waiting) => Take(
        waiting, [.. waiting.Values.Select(Recall).OfType<SubjectState>()]);

    /// <summary>An event of the same millisecond may be newer than the state.</summary>
    private SubjectState? Recall(DueDelivery due) => states.Recall(due.Subject, due.StateFrom?.AddMilliseconds(1));

    private static List<(DueDelivery Due, SubjectState State)> Take(
        Dictionary<SubjectId, DueDelivery> waiting, IReadOnlyList<SubjectState> listed)
    {
        var found = new List<(DueDelivery Due, SubjectState State)>();
        foreach (var state in listed)
        {
            if (waiting.Remove(state.Id, out var due))
            {
                found.Add((due, state));
            }
        }

        // Words that have to go, first.
        return [.. found.OrderBy(item => item.State.Subject is { IsPrivate: false })];
    }

    private async IAsyncEnumerable<BacklogItem> SearchAsync(
        IAnnotationTarget target,
        List<(DueDelivery Due, SubjectState State)> found,
        bool isSinceLook,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var together in found.Chunk(target.IncidentsPerSearch))
        {
            var search = await SharedSearch.MakeAsync(target, [.. together.Select(item => item.State)], time.GetUtcNow(), cancellationToken);
            foreach (var (due, state) in together)
            {
                yield return new BacklogItem(due, state, isSinceLook, search);
            }
        }
    }
}
