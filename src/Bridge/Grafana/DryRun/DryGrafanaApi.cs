using System.Globalization;
using System.Net;
using System.Net.Mime;
using System.Text;
using System.Text.Json;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Grafana.DryRun;

/// <summary>
/// Grafana's API in a dry run: what reads goes to Grafana, and what writes goes nowhere and is answered as Grafana would. Every request of the bridge
/// to a Grafana passes here, so that none can write.
/// </summary>
internal sealed class DryGrafanaApi(IGrafanaApi inner, DryWrites writes) : IGrafanaApi
{
    public Task<HttpResponseMessage> CreateAsync(AnnotationRequest annotation, CancellationToken cancellationToken) =>
        Task.FromResult(Answer(string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{writes.Create(annotation)}},"message":"Annotation added"}""")));

    public Task<HttpResponseMessage> UpdateAsync(AnnotationId id, long seenAt, AnnotationRequest annotation, CancellationToken cancellationToken)
    {
        writes.Update(id, annotation);
        return Done();
    }

    public Task<HttpResponseMessage> MoveEndAsync(AnnotationId id, long seenAt, EndRequest end, CancellationToken cancellationToken)
    {
        writes.MoveEnd(id, end.TimeEnd);
        return Done();
    }

    public Task<HttpResponseMessage> DeleteAsync(AnnotationId id, long seenAt, CancellationToken cancellationToken)
    {
        writes.Delete(id);
        return Done();
    }

    public Task<HttpResponseMessage> FindAnyAsync(IReadOnlyList<string> tags, long from, long to, int limit, CancellationToken cancellationToken) => MergeAsync(
        inner.FindAnyAsync(tags, from, to, limit, cancellationToken), found => Overlaps(found, from, to) && found.Tags!.Any(tag => tags.Contains(tag)), cancellationToken);

    public Task<HttpResponseMessage> FindAtAsync(long from, long to, int limit, CancellationToken cancellationToken) => MergeAsync(
        inner.FindAtAsync(from, to, limit, cancellationToken), found => Overlaps(found, from, to), cancellationToken);

    public Task<HttpResponseMessage> ListAsync(IReadOnlyList<string> tags, long from, long to, int limit, CancellationToken cancellationToken) => MergeAsync(
        inner.ListAsync(tags, from, to, limit, cancellationToken), found => Overlaps(found, from, to) && tags.All(tag => found.Tags!.Contains(tag)), cancellationToken);

    public Task<HttpResponseMessage> ProbeAsync(bool isProbe, CancellationToken cancellationToken) => inner.ProbeAsync(isProbe, cancellationToken);

    public Task<HttpResponseMessage> GetDashboardAsync(string uid, CancellationToken cancellationToken) => inner.GetDashboardAsync(uid, cancellationToken);

    public Task<HttpResponseMessage> GetHealthAsync(CancellationToken cancellationToken) => inner.GetHealthAsync(cancellationToken);

    public Task<HttpResponseMessage> GetOrganizationAsync(CancellationToken cancellationToken) => inner.GetOrganizationAsync(cancellationToken);

    public Task<HttpResponseMessage> GetFrontendSettingsAsync(CancellationToken cancellationToken) => inner.GetFrontendSettingsAsync(cancellationToken);

    public Task<HttpResponseMessage> GetPublicDashboardsAsync(CancellationToken cancellationToken) => inner.GetPublicDashboardsAsync(cancellationToken);

    public Task<HttpResponseMessage> GetPublicDashboardAsync(string uid, CancellationToken cancellationToken) => inner.GetPublicDashboardAsync(uid, cancellationToken);

    private async Task<HttpResponseMessage> MergeAsync(
        Task<HttpResponseMessage> search, Func<AnnotationJson, bool> isAskedFor, CancellationToken cancellationToken)
    {
        var answer = await search;
        if (UpstreamFailures.AttachedTo(answer) is not null)
        {
            return answer;
        }

        using (answer)
        {
            await using var content = await answer.Content.ReadAsStreamAsync(cancellationToken);
            await using var body = new BoundedStream(content, UpstreamRequest.MaxAnswer);
            var found = await JsonSerializer.DeserializeAsync(body, GrafanaJson.Default.IReadOnlyListAnnotationJson, cancellationToken) ?? [];
            return Answer(JsonSerializer.Serialize(writes.Merge(found, isAskedFor), GrafanaJson.Default.IReadOnlyListAnnotationJson));
        }
    }

    private static bool Overlaps(AnnotationJson found, long from, long to) => found.Time <= to && found.TimeEnd >= from;

    private static Task<HttpResponseMessage> Done() => Task.FromResult(Answer("""{"message":"Annotation updated"}"""));

    private static HttpResponseMessage Answer(string json) => new(HttpStatusCode.OK)
    {
        Content = new StringContent(json, Encoding.UTF8, MediaTypeNames.Application.Json),
    };
}
