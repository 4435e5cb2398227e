using Refit;

namespace Bridge.Incidents;

/// <summary>The calls of the incident.io API that the bridge makes. It only reads.</summary>
/// <remarks>Source: incident.io's OpenAPI document. Answers come as they are, so that <see cref="IncidentClient"/> alone judges them.</remarks>
internal interface IIncidentIoApi
{
    /// <summary>One incident with everything, also a private one if the key may. Needs the role <c>viewer</c>.</summary>
    [Get("/v2/incidents/{id}")]
    Task<HttpResponseMessage> GetIncidentAsync(string id, CancellationToken cancellationToken);

    /// <summary>A page of full incidents, newest first. Test and tutorial incidents are left out unless asked for.</summary>
    /// <param name="pageSize">At most 250: the prose and the schema disagree about more.</param>
    /// <param name="after">The last id of the page before.</param>
    /// <param name="updatedSince">A date, <c>yyyy-MM-dd</c>: whether instants are taken is not documented.</param>
    /// <param name="createdSince">A date.</param>
    /// <param name="createdUntil">A date; its beginning counts.</param>
    /// <param name="categories">Status categories by their names in the API; none for all.</param>
    /// <param name="modes">None stands for standard and retrospective.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/v2/incidents")]
    Task<HttpResponseMessage> ListIncidentsAsync(
        [AliasAs("page_size")] int pageSize,
        [AliasAs("after")] string? after,
        [AliasAs("updated_at[gte]")] string? updatedSince,
        [AliasAs("created_at[gte]")] string? createdSince,
        [AliasAs("created_at[lte]")] string? createdUntil,
        [AliasAs("status_category[one_of]"), Query(CollectionFormat.Multi)] IReadOnlyList<string> categories,
        [AliasAs("mode[one_of]"), Query(CollectionFormat.Multi)] IReadOnlyList<string> modes,
        CancellationToken cancellationToken);

    /// <summary>Every severity of the organization.</summary>
    [Get("/v1/severities")]
    Task<HttpResponseMessage> GetSeveritiesAsync(CancellationToken cancellationToken);

    /// <summary>Every incident type of the organization.</summary>
    [Get("/v1/incident_types")]
    Task<HttpResponseMessage> GetIncidentTypesAsync(CancellationToken cancellationToken);

    /// <summary>Every timestamp that incidents of the organization may have.</summary>
    [Get("/v2/incident_timestamps")]
    Task<HttpResponseMessage> GetTimestampsAsync(CancellationToken cancellationToken);

    /// <summary>Every custom field of the organization, without its options.</summary>
    [Get("/v2/custom_fields")]
    Task<HttpResponseMessage> GetCustomFieldsAsync(CancellationToken cancellationToken);

    /// <summary>A page of the options of one custom field.</summary>
    /// <param name="field">The field's id.</param>
    /// <param name="pageSize">At most 250.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    [Get("/v1/custom_field_options")]
    Task<HttpResponseMessage> GetOptionsAsync(
        [AliasAs("custom_field_id")] string field, [AliasAs("page_size")] int pageSize, [AliasAs("after")] string? after, CancellationToken cancellationToken);

    /// <summary>The key's name and roles. Needs any valid key.</summary>
    [Get("/v1/identity")]
    Task<HttpResponseMessage> GetIdentityAsync(CancellationToken cancellationToken);
}
