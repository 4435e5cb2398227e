using System.Text.Json.Serialization.Metadata;
using Bridge.Upstreams;

namespace Bridge.Grafana;

/// <summary>Sends requests to one Grafana, and has it asked whether it is well when it fails of itself.</summary>
internal sealed class GrafanaRequests
{
    private readonly Func<IGrafanaApi> _api;
    private readonly TimeProvider _time;

    public GrafanaRequests(Func<IGrafanaApi> api, GrafanaBreaker breaker, TimeProvider time)
    {
        (_api, _time) = (api, time);
        Probe = new SharedProbe(SendProbeAsync, breaker, time);
    }

    public SharedProbe Probe { get; }

    public async Task<(TAnswer? Answer, UpstreamFailure? Failure)> AskAsync<TAnswer>(
        Func<IGrafanaApi, CancellationToken, Task<HttpResponseMessage>> ask,
        JsonTypeInfo<TAnswer> type,
        CancellationToken cancellationToken,
        TAnswer? whenEmpty = null)
        where TAnswer : class
    {
        var (answer, failure) = await UpstreamRequest.AskAsync(
            token => ask(_api(), token), type, UpstreamFailures.AttachedTo, _time, cancellationToken, whenEmpty);
        if (failure is not null && GrafanaFailures.IsOwnError(failure))
        {
            Probe.AskInBackground();
        }

        return (answer, failure);
    }

    /// <summary>A dashboard, by the uid that it has everywhere.</summary>
    public Task<(DashboardAnswer? Answer, UpstreamFailure? Failure)> GetDashboardAsync(string uid, CancellationToken cancellationToken) =>
        AskAsync((api, token) => api.GetDashboardAsync(uid, token), GrafanaJson.Default.DashboardAnswer, cancellationToken);

    /// <summary>Not ended by a caller, since others wait for it too; its own time-out ends it.</summary>
    private async Task<UpstreamFailure?> SendProbeAsync()
    {
        var (_, failure) = await UpstreamRequest.AskAsync(
            token => _api().ProbeAsync(isProbe: true, token),
            GrafanaJson.Default.IReadOnlyListAnnotationJson,
            UpstreamFailures.AttachedTo,
            _time,
            CancellationToken.None);
        return failure;
    }
}
