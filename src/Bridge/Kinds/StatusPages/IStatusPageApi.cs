using Refit;

namespace Bridge.Kinds.StatusPages;

/// <summary>incident.io's status pages. Any valid key may read them.</summary>
/// <remarks>Source: incident.io's OpenAPI document, <c>StatusPageV2</c>, <c>StatusPageIncidentV2</c> and <c>StatusPageStructureV2</c>.</remarks>
internal interface IStatusPageApi
{
    /// <param name="pageSize">At most 250.</param>
    /// <param name="after">Where the page before ended; none for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/v2/status_pages")]
    Task<HttpResponseMessage> ListPagesAsync([AliasAs("page_size")] int pageSize, string? after, CancellationToken cancellationToken);

    /// <summary>The incidents of one status page.</summary>
    /// <param name="statusPage">The page's id; there is no list of all pages' incidents.</param>
    /// <param name="since">A time as RFC 3339 writes it: what hit a component then or later.</param>
    /// <param name="pageSize">At most 250.</param>
    /// <param name="after">Where the page before ended; none for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/v2/status_page_incidents")]
    Task<HttpResponseMessage> ListAsync(
        [AliasAs("status_page_id")] string statusPage,
        [AliasAs("start_at")] string since,
        [AliasAs("page_size")] int pageSize,
        string? after,
        CancellationToken cancellationToken);

    [Get("/v2/status_page_incidents/{id}")]
    Task<HttpResponseMessage> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>The components of one status page with their names: by themselves, in groups, and on the pages below it.</summary>
    [Get("/v2/status_page_structures/{statusPage}")]
    Task<HttpResponseMessage> GetStructureAsync(string statusPage, CancellationToken cancellationToken);
}
