using Bridge.Grafana;

namespace Bridge.UnitTests.Grafana;

/// <summary>Answers every call the same.</summary>
internal sealed class StubGrafanaApi(Func<CancellationToken, Task<HttpResponseMessage>> answer) : IGrafanaApi
{
    public Task<HttpResponseMessage> CreateAsync(AnnotationRequest annotation, CancellationToken cancellationToken) => answer(cancellationToken);

    public Task<HttpResponseMessage> UpdateAsync(AnnotationId id, AnnotationRequest annotation, CancellationToken cancellationToken) =>
        answer(cancellationToken);

    public Task<HttpResponseMessage> DeleteAsync(AnnotationId id, CancellationToken cancellationToken) => answer(cancellationToken);

    public Task<HttpResponseMessage> FindAsync(IReadOnlyList<string> tags, int limit, CancellationToken cancellationToken) =>
        answer(cancellationToken);

    public Task<HttpResponseMessage> FindAnyAsync(IReadOnlyList<string> tags, int limit, CancellationToken cancellationToken) =>
        answer(cancellationToken);

    public Task<HttpResponseMessage> ListAsync(
        IReadOnlyList<string> tags, long from, long to, int limit, CancellationToken cancellationToken) => answer(cancellationToken);

    public Task<HttpResponseMessage> GetDashboardAsync(string uid, CancellationToken cancellationToken) => answer(cancellationToken);

    public Task<HttpResponseMessage> GetHealthAsync(CancellationToken cancellationToken) => answer(cancellationToken);

    public Task<HttpResponseMessage> GetOrganizationAsync(CancellationToken cancellationToken) => answer(cancellationToken);
}
