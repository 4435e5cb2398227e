using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary><c>GET /v2/escalations</c>: newest first.</summary>
internal static class EscalationList
{
    private const int DefaultPageSize = 25;
    private const int MaxPageSize = 50;

    /// <summary>Those that the API's description names. Whether it takes the other three is not known.</summary>
    private static readonly string[] Statuses = ["pending", "triggered", "acked", "resolved", "expired", "cancelled"];

    /// <param name="request">Its query. Only dates: nothing says that the real API takes instants here.</param>
    /// <param name="visible">The escalations that the key may see.</param>
    /// <param name="incidentsOf">The ids of all incidents that an escalation counts as one of.</param>
    public static Answer Page(
        RecordedRequest request,
        IEnumerable<SimulatedEscalation> visible,
        Func<SimulatedEscalation, IReadOnlyCollection<string>> incidentsOf)
    {
        var query = new ListQuery(request, MaxPageSize, DefaultPageSize);
        var paths = query.OneOf("escalation_path");
        var statuses = query.OneOf("status", allowed: Statuses);
        var alerts = query.AnyOf("alert");
        var incidents = query.AnyOf("incident");
        var created = query.Times("created_at");
        var updated = query.Times("updated_at");
        List<SimulatedEscalation> sorted =
        [
            .. visible
                .Where(escalation => paths(escalation.PathId ?? "") && statuses(escalation.Status))
                .Where(escalation => alerts(AlertsOf(escalation)) && incidents(incidentsOf(escalation)))
                .Where(escalation => created(escalation.CreatedAt) && updated(escalation.UpdatedAt))
                .OrderByDescending(escalation => escalation.CreatedAt)
                .ThenByDescending(escalation => escalation.Id, StringComparer.Ordinal),
        ];

        return query.Page("escalations", sorted, escalation => escalation.Id, EscalationDocument.Of);
    }

    /// <summary>The one that made it and those that are related.</summary>
    public static IReadOnlyCollection<string> AlertsOf(SimulatedEscalation escalation)
    {
        var related = escalation.RelatedAlerts.Select(alert => alert.Id);
        return [.. escalation.Creator is { Kind: "alert" } alert ? related.Append(alert.Id) : related];
    }
}
