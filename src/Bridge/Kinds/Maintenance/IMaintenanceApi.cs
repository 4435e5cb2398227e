using Refit;

namespace Bridge.Kinds.Maintenance;

/// <summary>incident.io's maintenance windows. Needs a role with <c>maintenance_windows.view</c>.</summary>
/// <remarks>Source: incident.io's OpenAPI document, <c>MaintenanceWindowV1</c>. No webhook tells of them, and none is read by its id.</remarks>
internal interface IMaintenanceApi
{
    /// <param name="status">One of <c>active</c>, <c>upcoming</c> and <c>past</c>.</param>
    /// <param name="pageSize">At most 50.</param>
    /// <param name="after">Where the page before ended; none for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/v1/maintenance_windows")]
    Task<HttpResponseMessage> ListAsync(
        string status, [AliasAs("page_size")] int pageSize, string? after, CancellationToken cancellationToken);
}
