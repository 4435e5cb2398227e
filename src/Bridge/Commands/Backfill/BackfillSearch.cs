using System.Runtime.CompilerServices;
using Bridge.Reconciliation;
using Bridge.Reconciliation.Backlog;
using Bridge.States;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Commands.Backfill;

/// <summary>Learns what each Grafana has of the incidents of a backfill: one search for as many as it takes, instead of one per incident.</summary>
internal sealed class BackfillSearch(IWorkReader work, IEnumerable<IAnnotationTarget> targets, TimeProvider time)
{
    private readonly IReadOnlyList<IAnnotationTarget> _targets = [.. targets];

    /// <param name="states">The incidents, as the list has them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<BackfillItem> ReadAsync(
        IAsyncEnumerable<SubjectState> states, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var most = _targets.Min(target => target.IncidentsPerSearch);
        await foreach (var together in states.Chunk(most).WithCancellation(cancellationToken))
        {
            // Before the search: whoever has a lease after this may post what the search does not see.
            var known = await work.ReadDeliveriesAsync([.. together.Select(state => state.Id)], cancellationToken);
            var searches = await Task.WhenAll(_targets.Select(async target =>
                (target.Name, Search: await SharedSearch.MakeAsync(target, together, time.GetUtcNow(), cancellationToken))));
            var byGrafana = searches.ToDictionary(one => one.Name, one => one.Search);
            foreach (var state in together)
            {
                yield return new BackfillItem(state, known, byGrafana);
            }
        }
    }
}

/// <summary>An incident of a backfill, with what was learned of it together with others.</summary>
/// <param name="State">Its state.</param>
/// <param name="Known">How the work on it and the others stood before Grafana was searched.</param>
/// <param name="Searches">What each Grafana has; none where it has to be searched for this incident alone.</param>
internal sealed record BackfillItem(
    SubjectState State, ILookup<SubjectId, Delivery> Known, IReadOnlyDictionary<string, SharedSearch?> Searches)
{
    /// <summary>The search, if nobody else can have posted anything since.</summary>
    public SharedSearch? SearchFor(Claim claim)
    {
        var lastToken = Known[claim.Subject].FirstOrDefault(delivery => delivery.Key == claim.Key)?.LeaseToken ?? 0;
        return Searches[claim.Grafana] is { } search && search.CountsFor(claim, lastToken) ? search : null;
    }
}
