using Bridge.Incidents;

namespace Bridge.UnitTests.Incidents;

/// <summary>Answers every call the same.</summary>
internal sealed class StubIncidentIoApi(Func<CancellationToken, Task<HttpResponseMessage>> answer) : IIncidentIoApi
{
    public Task<HttpResponseMessage> GetIncidentAsync(string id, CancellationToken cancellationToken) => answer(cancellationToken);

    public Task<HttpResponseMessage> ListIncidentsAsync(
        int pageSize,
        string? after,
        string? updatedSince,
        string? createdSince,
        string? createdUntil,
        IReadOnlyList<string> categories,
        IReadOnlyList<string> modes,
        CancellationToken cancellationToken) => answer(cancellationToken);

    public Task<HttpResponseMessage> GetSeveritiesAsync(CancellationToken cancellationToken) => answer(cancellationToken);

    public Task<HttpResponseMessage> GetIncidentTypesAsync(CancellationToken cancellationToken) => answer(cancellationToken);

    public Task<HttpResponseMessage> GetTimestampsAsync(CancellationToken cancellationToken) => answer(cancellationToken);

    public Task<HttpResponseMessage> GetCustomFieldsAsync(CancellationToken cancellationToken) => answer(cancellationToken);

    public Task<HttpResponseMessage> GetOptionsAsync(string field, int pageSize, string? after, CancellationToken cancellationToken) => answer(cancellationToken);

    public Task<HttpResponseMessage> GetIdentityAsync(CancellationToken cancellationToken) => answer(cancellationToken);
}
