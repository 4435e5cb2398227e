using System.Text.Json.Serialization.Metadata;
using Bridge.Upstreams;

namespace Bridge.Grafana;

/// <summary>Asks one Grafana about itself and about the token's rights. It leaves nothing behind.</summary>
internal sealed class GrafanaProbe(string name, Func<IGrafanaApi> api, TimeProvider time)
{
    /// <summary>
    /// Without text no annotation is stored: 400 says that only the text was missing, 403 that the token may not write. Grafana checks the
    /// right first.
    /// </summary>
    private static readonly AnnotationRequest WithoutText = new(Time: 0, TimeEnd: 0, Text: "", Tags: []);

    /// <summary>The name from the settings.</summary>
    public string Name => name;

    public Task<(HealthAnswer? Answer, UpstreamFailure? Failure)> GetHealthAsync(CancellationToken cancellationToken) =>
        AskAsync(token => api().GetHealthAsync(token), GrafanaJson.Default.HealthAnswer, cancellationToken);

    public Task<(OrganizationAnswer? Answer, UpstreamFailure? Failure)> GetOrganizationAsync(CancellationToken cancellationToken) =>
        AskAsync(token => api().GetOrganizationAsync(token), GrafanaJson.Default.OrganizationAnswer, cancellationToken);

    /// <summary>Null when the token may search annotations.</summary>
    public async Task<UpstreamFailure?> MayReadAsync(string tag, CancellationToken cancellationToken)
    {
        var (_, failure) = await AskAsync(
            token => api().FindAsync([tag], limit: 1, token), GrafanaJson.Default.IReadOnlyListAnnotationJson, cancellationToken);
        return failure;
    }

    /// <summary>Null when the token may write annotations of the organization.</summary>
    public async Task<UpstreamFailure?> MayWriteAsync(CancellationToken cancellationToken)
    {
        var (_, failure) = await AskAsync(
            token => api().CreateAsync(WithoutText, token), GrafanaJson.Default.CreateAnswer, cancellationToken);
        return failure switch
        {
            { Reason: FailureReason.Client } => null,
            null => new UpstreamFailure(FailureReason.InvalidAnswer, "an annotation without text was taken"),
            _ => failure,
        };
    }

    private Task<(TAnswer? Answer, UpstreamFailure? Failure)> AskAsync<TAnswer>(
        Func<CancellationToken, Task<HttpResponseMessage>> ask, JsonTypeInfo<TAnswer> type, CancellationToken cancellationToken)
        where TAnswer : class => UpstreamRequest.AskAsync(
            ask, type, (answer, _) => ValueTask.FromResult(UpstreamFailures.From(answer, time.GetUtcNow())), cancellationToken);
}
