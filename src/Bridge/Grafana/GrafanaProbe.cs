using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bridge.Upstreams;
using Bridge.Vocabulary;

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
            token => api().ListAsync([tag], from: 1, to: 2, limit: 1, token), GrafanaJson.Default.IReadOnlyListAnnotationJson, cancellationToken);
        return failure;
    }

    /// <summary>Null when the token may write annotations of the organization.</summary>
    public Task<UpstreamFailure?> MayWriteAsync(CancellationToken cancellationToken) => MayWriteAsync(WithoutText, cancellationToken);

    /// <summary>A dashboard, with what the token may do there.</summary>
    public async Task<(DashboardAnswer? Answer, UpstreamFailure? Failure)> GetDashboardAsync(string uid, CancellationToken cancellationToken)
    {
        var (answer, failure) = await AskAsync(
            token => api().GetDashboardAsync(uid, token), GrafanaJson.Default.DashboardAnswer, cancellationToken);
        return failure is null && answer?.Dashboard?.Uid != uid
            ? (null, new UpstreamFailure(FailureReason.InvalidAnswer, "it names another dashboard"))
            : (answer, failure);
    }

    /// <summary>Null when the token may write annotations of the dashboard. Some versions tell everybody that they may, and refuse then.</summary>
    public Task<UpstreamFailure?> MayWriteOnAsync(DashboardJson dashboard, CancellationToken cancellationToken) =>
        MayWriteAsync(WithoutText with { DashboardId = dashboard.Id, DashboardUID = dashboard.Uid }, cancellationToken);

    /// <summary>Annotations with a tag that overlap a time, each once; none if it cannot be told.</summary>
    public async Task<IReadOnlyList<AnnotationJson>> ListAsync(string tag, DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancellationToken)
    {
        var (answer, _) = await AskAsync(
            token => api().ListAsync([tag], from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds(), limit, token),
            GrafanaJson.Default.IReadOnlyListAnnotationJson,
            cancellationToken);
        return [.. (answer ?? []).OfType<AnnotationJson>().DistinctBy(annotation => annotation.Id)];
    }

    /// <summary>The same of all annotations, whoever made them.</summary>
    public async Task<IReadOnlyList<AnnotationJson>> ListAnyAsync(DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancellationToken)
    {
        var (answer, _) = await AskAsync(
            token => api().FindAtAsync(from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds(), limit, token),
            GrafanaJson.Default.IReadOnlyListAnnotationJson,
            cancellationToken);
        return [.. (answer ?? []).OfType<AnnotationJson>()];
    }

    /// <summary>Public dashboards that show annotations, of those that the token may read; none if it cannot be told, as by versions without them.</summary>
    /// <param name="limit">Each costs a request.</param>
    /// <param name="cancellationToken">Ends the questions.</param>
    public async Task<IReadOnlyList<string>> GetPublicWithAnnotationsAsync(int limit, CancellationToken cancellationToken)
    {
        var (list, _) = await AskAsync(
            token => api().GetPublicDashboardsAsync(token), GrafanaJson.Default.PublicDashboardsAnswer, cancellationToken);
        var shown = new List<string>();
        foreach (var uid in (list?.PublicDashboards ?? []).Where(one => one is { IsEnabled: true }).Select(one => one!.DashboardUid).OfType<string>().Take(limit))
        {
            var (one, _) = await AskAsync(
                token => api().GetPublicDashboardAsync(uid, token), GrafanaJson.Default.PublicDashboardJson, cancellationToken);
            shown.AddRange(one is { IsEnabled: true, AnnotationsEnabled: true } ? [uid] : []);
        }

        return shown;
    }

    /// <summary>Whether a feature toggle is on; false if it cannot be told.</summary>
    public async Task<bool> HasToggleAsync(string toggle, CancellationToken cancellationToken)
    {
        var (settings, _) = await AskAsync(
            token => api().GetFrontendSettingsAsync(token), GrafanaJson.Default.FrontendSettingsAnswer, cancellationToken);
        return settings?.FeatureToggles is { } toggles && toggles.Member(toggle).ValueKind == JsonValueKind.True;
    }

    private async Task<UpstreamFailure?> MayWriteAsync(AnnotationRequest withoutText, CancellationToken cancellationToken)
    {
        var (_, failure) = await AskAsync(
            token => api().CreateAsync(withoutText, token), GrafanaJson.Default.CreateAnswer, cancellationToken);
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
            ask, type, UpstreamFailures.AttachedTo, time, cancellationToken);
}
