using Refit;

namespace Bridge.Kinds.Alerts;

/// <summary>incident.io's alerts. Needs a role with <c>alerts.view</c>.</summary>
/// <remarks>
/// Source: incident.io's OpenAPI document, <c>AlertV2</c> and <c>IncidentAlertV2</c>. Pages of alerts have 50 at most, and the size has to be named.
/// </remarks>
internal interface IAlertApi
{
    /// <summary>One alert. Of a private one, incident.io notes in the customer's audit log that it was asked for.</summary>
    [Get("/v2/alerts/{id}")]
    Task<HttpResponseMessage> GetAsync(string id, CancellationToken cancellationToken);

    /// <summary>A page of alerts, each with everything. Nothing is noted in the audit log.</summary>
    /// <param name="pageSize">At most 50.</param>
    /// <param name="after">Where the page before ended; none for the first.</param>
    /// <param name="status"><c>firing</c> or <c>resolved</c>; none for both.</param>
    /// <param name="key">The deduplication key; none for any.</param>
    /// <param name="source">The id of the source; none for any.</param>
    /// <param name="createdSince">A date, <c>yyyy-MM-dd</c>.</param>
    /// <param name="updatedSince">An instant. Accounts on an older API refuse it with 422.</param>
    /// <param name="withHeld">Whether to list what a maintenance window holds; so it is when this is none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/v2/alerts")]
    Task<HttpResponseMessage> ListAsync(
        [AliasAs("page_size")] int pageSize,
        string? after,
        [AliasAs("status[one_of]")] string? status,
        [AliasAs("deduplication_key[is]")] string? key,
        [AliasAs("alert_source[one_of]")] string? source,
        [AliasAs("created_at[gte]")] string? createdSince,
        [AliasAs("updated_at[gte]")] string? updatedSince,
        [AliasAs("include_maintenance_window[is]")] string? withHeld,
        CancellationToken cancellationToken);

    /// <summary>Which alerts are attached to which incidents: those of one alert, or those of one incident.</summary>
    [Get("/v2/incident_alerts")]
    Task<HttpResponseMessage> ListAttachedAsync(
        [AliasAs("page_size")] int pageSize,
        string? after,
        [AliasAs("alert_id")] string? alert,
        [AliasAs("incident_id")] string? incident,
        CancellationToken cancellationToken);
}
