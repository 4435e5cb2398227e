using Refit;

namespace Bridge.Kinds;

/// <summary>Where incident.io's alerts come from. Needs a role with <c>alert_sources.view</c>.</summary>
/// <remarks>Source: incident.io's OpenAPI document, <c>AlertSourceV2</c>.</remarks>
internal interface IAlertSourceApi
{
    /// <summary>All sources, on one page. The answer holds the secrets with which anybody could send alerts.</summary>
    [Get("/v2/alert_sources")]
    Task<HttpResponseMessage> ListAsync(CancellationToken cancellationToken);
}
