using System.Runtime.CompilerServices;
using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Store;

namespace Bridge.Reconciliation.Backlog;

/// <summary>
/// Learns of many incidents at once what would take a request each: their states from incident.io's list, and whether Grafana has
/// annotations of those that the bridge has never brought up to date.
/// </summary>
internal sealed class BacklogReader(IncidentClient incidents, IEnumerable<IAnnotationTarget> targets, TimeProvider time)
{
    /// <summary>
    /// Incidents of one backlog that are read one by one. The next look at the queue may find that a list has the others, or that only
    /// a few are left.
    /// </summary>
    private const int MostSingles = 200;

    /// <summary>The incidents as their states come in, page by page; at the end those that no page had.</summary>
    /// <remarks>
    /// A list is asked for after the incidents were read as due, so its states are at least as new as the events of that moment. An older
    /// one, should incident.io have such, is no use.
    /// </remarks>
    public async IAsyncEnumerable<BacklogItem> ReadAsync(
        IReadOnlyList<DueIncident> due, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var waiting = due.ToDictionary(incident => incident.Incident);
        foreach (var query in BacklogQueries.For(due))
        {
            string? cursor = null;
            do
            {
                var askedAt = time.GetUtcNow();

                // Whatever the failure, those that are asked for one by one will tell of it.
                var (page, _) = await incidents.ListAsync(query, cursor, cancellationToken);
                var found = page is null ? [] : Take(waiting, page.Incidents);
                foreach (var together in found.Chunk(GrafanaTarget.IncidentsPerSearch))
                {
                    var search = await SearchAsync([.. together.Where(item => item.Due.StateAt is null)], cancellationToken);
                    foreach (var (incident, state) in together)
                    {
                        yield return new BacklogItem(incident, state, askedAt, incident.StateAt is null ? search : null);
                    }
                }

                cursor = found.Count < BacklogQueries.WorthAPage ? null : page?.Next;
            }
            while (cursor is not null && waiting.Count > 0);
        }

        foreach (var incident in waiting.Values.Take(MostSingles))
        {
            yield return new BacklogItem(incident, State: null, time.GetUtcNow(), Search: null);
        }
    }

    private static List<(DueIncident Due, Incident State)> Take(Dictionary<IncidentId, DueIncident> waiting, IReadOnlyList<Incident> listed)
    {
        var found = new List<(DueIncident Due, Incident State)>();
        foreach (var state in listed)
        {
            if (waiting.TryGetValue(state.Id, out var due) && !(state.UpdatedAt < due.StateAt))
            {
                waiting.Remove(state.Id);
                found.Add((due, state));
            }
        }

        return found;
    }

    private async Task<SharedSearch?> SearchAsync(IReadOnlyList<(DueIncident Due, Incident State)> unknown, CancellationToken cancellationToken)
    {
        if (unknown.Count < 2)
        {
            return null;
        }

        var at = time.GetUtcNow();
        List<IncidentId> ids = [.. unknown.Select(item => item.Due.Incident)];
        var results = await Task.WhenAll(targets.Select(async target => (target.Name, Result: await target.FindAsync(ids, cancellationToken))));
        var found = results
            .Where(search => search.Result is FindResult.Found)
            .ToDictionary(
                search => search.Name,
                search => ((FindResult.Found)search.Result).Annotations.ToLookup(found => Annotations.AnnotationTags.OwnerOf(found.Tags)!.Value.Incident));
        return new SharedSearch(at, found);
    }
}
