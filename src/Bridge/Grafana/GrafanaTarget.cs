using System.Text.Json;
using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Grafana;

/// <summary>The edge to one Grafana: the one place where its answers, quirks and failures become the bridge's own.</summary>
internal sealed class GrafanaTarget : IAnnotationTarget
{
    /// <summary>Annotations that a list asks for at first.</summary>
    private const int ListLimit = 5000;

    private static readonly MessageAnswer WithoutWords = new(Message: null);

    private readonly GrafanaBreaker _breaker;
    private readonly GrafanaRequests _requests;
    private readonly GrafanaSearches _searches;
    private readonly DashboardWatch _watch;
    private readonly TimeProvider _time;

    /// <param name="name">From the settings.</param>
    /// <param name="api">Its API.</param>
    /// <param name="breaker">Its breaker.</param>
    /// <param name="time">The clock.</param>
    /// <param name="dashboards">The uids of the dashboards that routes name there at any time.</param>
    /// <param name="watch">Hears which of them are there.</param>
    public GrafanaTarget(
        string name, Func<IGrafanaApi> api, GrafanaBreaker breaker, TimeProvider time, Func<IReadOnlyList<string>> dashboards, DashboardWatch watch)
    {
        (Name, _breaker, _watch, _time) = (name, breaker, watch, time);
        _requests = new GrafanaRequests(api, breaker, time);
        _searches = new GrafanaSearches(_requests, dashboards, time);
    }

    public string Name { get; }

    public int MaxConcurrency => _breaker.MaxConcurrency;

    /// <summary>The tags of so many, two of each, take less than the 4 KiB that any proxy lets an address have.</summary>
    public int IncidentsPerSearch => 30;

    public DateTimeOffset? HeldUntil => _breaker.HeldUntil;

    public Task<bool> ProbeAsync(CancellationToken cancellationToken) => _requests.Probe.AskAsync(cancellationToken);

    public void Forgive() => _breaker.Forgive();

    public async Task<TargetResult> CreateAsync(DesiredAnnotation annotation, CancellationToken cancellationToken)
    {
        var (request, unknown) = await PlaceAsync(annotation, cancellationToken);
        if (unknown is not null)
        {
            return new TargetResult.Failed(unknown);
        }

        var (answer, failure) = await _requests.AskAsync(
            (api, token) => api.CreateAsync(request!, token), GrafanaJson.Default.CreateAnswer, cancellationToken);
        if (failure is not null)
        {
            return new TargetResult.Failed(failure);
        }

        var hasId = answer!.Id is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) && value > 0;
        return hasId
            ? new TargetResult.Made(new FoundAnnotation(
                new AnnotationId(answer.Id!.Value.GetInt64()), annotation.Start, annotation.End, annotation.Text, annotation.Tags)
            {
                SeenAt = _time.GetTimestamp(),
            })
            : new TargetResult.Failed(new UpstreamFailure(
                FailureReason.InvalidAnswer, "created without a usable id", MayHaveActed: true));
    }

    public Task<TargetResult> UpdateAsync(FoundAnnotation found, DesiredAnnotation annotation, CancellationToken cancellationToken) =>
        ChangeAsync((api, token) => api.UpdateAsync(found.Id, found.SeenAt, Request(annotation), token), cancellationToken);

    public Task<TargetResult> MoveEndAsync(FoundAnnotation found, DateTimeOffset end, CancellationToken cancellationToken) =>
        ChangeAsync((api, token) => api.MoveEndAsync(found.Id, found.SeenAt, new EndRequest(end.ToUnixTimeMilliseconds()), token), cancellationToken);

    public Task<TargetResult> DeleteAsync(FoundAnnotation found, CancellationToken cancellationToken) =>
        ChangeAsync((api, token) => api.DeleteAsync(found.Id, found.SeenAt, token), cancellationToken);

    public Task<FindResult> FindAsync(IReadOnlyList<SubjectId> incidents, SearchTimes times, CancellationToken cancellationToken) =>
        _searches.FindAsync(incidents, times, cancellationToken);

    public Task<FindResult> FindAtAsync(SubjectId incident, DateTimeOffset moment, CancellationToken cancellationToken) =>
        _searches.FindAtAsync(incident, moment, cancellationToken);

    public Task<FindResult> ListAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        AnnotationListing.ReadAsync((until, limit) => _searches.ListAsync(from, until, limit, cancellationToken), to, ListLimit);

    /// <summary>
    /// The request with the dashboard's number of this Grafana, if it has one; its uid is enough since version 9. Grafana posts what names a
    /// dashboard that it does not know to the whole organization and says nothing, so it is asked for the dashboard first.
    /// </summary>
    private async Task<(AnnotationRequest? Request, UpstreamFailure? Failure)> PlaceAsync(
        DesiredAnnotation annotation, CancellationToken cancellationToken)
    {
        var request = Request(annotation);
        if (annotation.Dashboard is not { } place)
        {
            return (request, null);
        }

        var (answer, failure) = await _requests.GetDashboardAsync(place.Uid, cancellationToken);
        Note(place, answer?.Dashboard, failure);
        return (answer?.Dashboard, failure) switch
        {
            ({ Uid: { } uid } found, null) when uid == place.Uid =>
                (request with { DashboardId = found.Id is > 0 ? found.Id : null, DashboardUID = uid, PanelId = place.Panel }, null),
            (_, { Reason: FailureReason.NotFound, OfUpstream: false }) =>
                (null, new UpstreamFailure(FailureReason.Settings, $"it has no dashboard {place.Uid}")),
            (_, null) => (null, new UpstreamFailure(FailureReason.InvalidAnswer, $"asked for the dashboard {place.Uid}, it answers with another")),
            _ => (null, failure with { MayHaveActed = false }),
        };
    }

    private void Note(DashboardPanel place, DashboardJson? found, UpstreamFailure? failure)
    {
        if (found?.Uid == place.Uid)
        {
            _watch.IsThere(place, found);
        }
        else if (failure is { Reason: FailureReason.NotFound, OfUpstream: false })
        {
            _watch.IsMissing(place.Uid);
        }
    }

    private static AnnotationRequest Request(DesiredAnnotation annotation) => new(
        annotation.Start.ToUnixTimeMilliseconds(), annotation.End.ToUnixTimeMilliseconds(), annotation.Text, annotation.Tags);

    private async Task<TargetResult> ChangeAsync(
        Func<IGrafanaApi, CancellationToken, Task<HttpResponseMessage>> change, CancellationToken cancellationToken)
    {
        var (_, failure) = await _requests.AskAsync(change, GrafanaJson.Default.MessageAnswer, cancellationToken, WithoutWords);
        return failure switch
        {
            null => new TargetResult.Done(),
            { OfUpstream: true } => new TargetResult.Failed(failure),
            { Reason: FailureReason.NotFound } => new TargetResult.Gone(),
            { Reason: FailureReason.Auth } => new TargetResult.Refused(failure),
            _ => new TargetResult.Failed(failure),
        };
    }
}
