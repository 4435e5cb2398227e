using Refit;

namespace Bridge.Kinds.Escalations;

/// <summary>incident.io's escalations, and what names the paths that they take.</summary>
/// <remarks>
/// Source: incident.io's OpenAPI document, <c>EscalationV2</c> and <c>EscalationPathV2</c>. Escalations need a role with <c>escalations.view</c>, and
/// private ones one that sees all; without <c>escalation_paths.view</c> the paths have no names.
/// </remarks>
internal interface IEscalationApi
{
    /// <summary>One escalation. incident.io notes in the customer's audit log who reads a private one so.</summary>
    [Get("/v2/escalations/{id}")]
    Task<HttpResponseMessage> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>A page of escalations, newest first.</summary>
    /// <param name="pageSize">At most 50.</param>
    /// <param name="after">Where the page before ended; none for the first.</param>
    /// <param name="updatedSince">A date, <c>yyyy-MM-dd</c>: whether instants are taken is not documented.</param>
    /// <param name="withoutStatuses">Statuses that are left out. Of nine, only six are documented for this filter.</param>
    /// <param name="incident">The id of an incident: those that are linked to it, attached to one of its alerts, or raised one of them.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/v2/escalations")]
    Task<HttpResponseMessage> ListAsync(
        [AliasAs("page_size")] int pageSize,
        [AliasAs("after")] string? after,
        [AliasAs("updated_at[gte]")] string? updatedSince,
        [AliasAs("status[not_in]"), Query(CollectionFormat.Multi)] IReadOnlyList<string> withoutStatuses,
        [AliasAs("incident[one_of]")] string? incident,
        CancellationToken cancellationToken);

    /// <summary>A page of the escalation paths.</summary>
    /// <param name="pageSize">At most 25.</param>
    /// <param name="after">Where the page before ended; none for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/v2/escalation_paths")]
    Task<HttpResponseMessage> ListPathsAsync([AliasAs("page_size")] int pageSize, [AliasAs("after")] string? after, CancellationToken cancellationToken);
}
