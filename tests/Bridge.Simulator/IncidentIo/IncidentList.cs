using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo;

/// <summary><c>GET /v2/incidents</c>: pages of full incidents by time of creation, never by time of change.</summary>
internal static class IncidentList
{
    private const int DefaultPageSize = 25;
    private const int MaxPageSize = 500;

    private static readonly string[] DefaultModes = ["standard", "retrospective"];

    /// <param name="request">Its query. Only dates: whether the real API takes instants here is not documented.</param>
    /// <param name="visible">The incidents that the key may see.</param>
    public static Answer Page(RecordedRequest request, IEnumerable<SimulatedIncident> visible)
    {
        var query = new ListQuery(request, MaxPageSize, DefaultPageSize) { CountsAll = true };
        var updated = query.Times("updated_at");
        var created = query.Times("created_at");
        var modes = query.OneOf("mode", DefaultModes);
        var categories = query.OneOf("status_category");
        var matching = visible
            .Where(incident => updated(incident.UpdatedAt) && created(incident.CreatedAt))
            .Where(incident => modes(incident.Mode) && categories(incident.Status.Category));
        List<SimulatedIncident> sorted = query.Value("sort_by") == "created_at_oldest_first"
            ? [.. matching.OrderBy(incident => incident.CreatedAt).ThenBy(incident => incident.Id, StringComparer.Ordinal)]
            : [.. matching.OrderByDescending(incident => incident.CreatedAt).ThenByDescending(incident => incident.Id, StringComparer.Ordinal)];

        return query.Page("incidents", sorted, incident => incident.Id, IncidentDocument.Of);
    }
}
