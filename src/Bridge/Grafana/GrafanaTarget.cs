using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Grafana;

/// <summary>The edge to one Grafana: the one place where its answers, quirks and failures become the bridge's own.</summary>
internal sealed class GrafanaTarget : IAnnotationTarget
{
    /// <summary>Annotations an incident that a search asks for at first: seldom are there more, doubles included.</summary>
    private const int FindLimit = 100;

    /// <summary>Annotations that a list asks for at first.</summary>
    private const int ListLimit = 5000;

    private static readonly MessageAnswer WithoutWords = new(Message: null);

    private readonly Func<IGrafanaApi> _api;
    private readonly GrafanaBreaker _breaker;
    private readonly TimeProvider _time;
    private readonly SharedProbe _probe;

    public GrafanaTarget(string name, Func<IGrafanaApi> api, GrafanaBreaker breaker, TimeProvider time)
    {
        (Name, _api, _breaker, _time) = (name, api, breaker, time);
        _probe = new SharedProbe(SendProbeAsync, breaker, time);
    }

    public string Name { get; }

    /// <summary>The tags of so many, two of each, take less than the 4 KiB that any proxy lets an address have.</summary>
    public int IncidentsPerSearch => 30;

    public DateTimeOffset? HeldUntil => _breaker.HeldUntil;

    public Task<bool> ProbeAsync(CancellationToken cancellationToken) => _probe.AskAsync(cancellationToken);

    public void Forgive() => _breaker.Forgive();

    public async Task<TargetResult> CreateAsync(DesiredAnnotation annotation, CancellationToken cancellationToken)
    {
        var (request, unknown) = await PlaceAsync(annotation, cancellationToken);
        if (unknown is not null)
        {
            return new TargetResult.Failed(unknown);
        }

        var (answer, failure) = await AskAsync(
            token => _api().CreateAsync(request!, token), GrafanaJson.Default.CreateAnswer, cancellationToken);
        if (failure is not null)
        {
            return new TargetResult.Failed(failure);
        }

        var hasId = answer!.Id is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) && value > 0;
        return hasId
            ? new TargetResult.Done(new AnnotationId(answer.Id!.Value.GetInt64()))
            : new TargetResult.Failed(new UpstreamFailure(
                FailureReason.InvalidAnswer, "created without a usable id", MayHaveActed: true));
    }

    public Task<TargetResult> UpdateAsync(AnnotationId id, DesiredAnnotation annotation, CancellationToken cancellationToken) =>
        ChangeAsync(id, token => _api().UpdateAsync(id, Request(annotation), token), cancellationToken);

    public Task<TargetResult> DeleteAsync(AnnotationId id, CancellationToken cancellationToken) =>
        ChangeAsync(id, token => _api().DeleteAsync(id, token), cancellationToken);

    // A search for the incident finds its other parts, places and routes too, and some databases compare tags without their case.
    public Task<FindResult> FindAsync(IReadOnlyList<string> identity, CancellationToken cancellationToken) => FindAsync(
        (limit, token) => _api().FindAnyAsync(AnnotationTags.AnyOf(identity), limit, token),
        FindLimit,
        tags => AnnotationTags.Identify(tags, identity),
        cancellationToken);

    public Task<FindResult> FindAsync(IncidentId incident, CancellationToken cancellationToken) => FindAsync(
        (limit, token) => _api().FindAnyAsync(AnnotationTags.AnyOf(incident), limit, token),
        FindLimit,
        tags => AnnotationTags.OwnerOf(tags)?.Incident == incident,
        cancellationToken);

    public Task<FindResult> FindAsync(IReadOnlyList<IncidentId> incidents, CancellationToken cancellationToken) => FindAsync(
        (limit, token) => _api().FindAnyAsync([.. incidents.SelectMany(AnnotationTags.AnyOf)], limit, token),
        FindLimit * incidents.Count,
        tags => AnnotationTags.OwnerOf(tags) is { Incident: var owner } && incidents.Contains(owner),
        cancellationToken);

    private async Task<FindResult> FindAsync(
        Func<int, CancellationToken, Task<HttpResponseMessage>> search,
        int limit,
        Func<IReadOnlyList<string>, bool> belongs,
        CancellationToken cancellationToken)
    {
        var (answer, failure) = await AskForAllAsync(search, limit, cancellationToken);
        if (failure is not null)
        {
            return new FindResult.Failed(failure);
        }

        var ours = Entries(answer!).Where(found => belongs(TagsOf(found))).OrderBy(found => found.Id).ToList();

        // Passed over, such an annotation would look like none, and each try would make another.
        return ours.Exists(found => found.Id <= 0)
            ? new FindResult.Failed(new UpstreamFailure(FailureReason.InvalidAnswer, "found without a usable id"))
            : new FindResult.Found([.. ours.Select(Read)]);
    }

    /// <summary>
    /// Grafana says nothing of what it left out, and an annotation that was left out would be made again. So a full answer is asked for
    /// once more with a larger limit, whoever's annotations it is full of.
    /// </summary>
    private async Task<(IReadOnlyList<AnnotationJson>? Answer, UpstreamFailure? Failure)> AskForAllAsync(
        Func<int, CancellationToken, Task<HttpResponseMessage>> search, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var asked = limit;
            var (answer, failure) = await AskAsync(
                token => search(asked, token), GrafanaJson.Default.IReadOnlyListAnnotationJson, cancellationToken);
            if (failure is not null || answer!.Count < limit)
            {
                return (answer, failure);
            }

            limit = checked(limit * 2);
        }
    }

    public Task<FindResult> ListAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        AnnotationListing.ReadAsync((until, limit) => ListAsync(from, until, limit, cancellationToken), to, ListLimit);

    private async Task<FindResult> ListAsync(DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancellationToken)
    {
        var (answer, failure) = await AskAsync(
            token => _api().ListAsync([AnnotationTags.Common], from.ToUnixTimeMilliseconds(), to.ToUnixTimeMilliseconds(), limit, token),
            GrafanaJson.Default.IReadOnlyListAnnotationJson,
            cancellationToken);
        return failure is null
            ? new FindResult.Found([.. Entries(answer!).Where(found => found.Id > 0).Select(Read)])
            : new FindResult.Failed(failure);
    }

    /// <summary>
    /// The request with the dashboard's number of this Grafana. Grafana posts what names a dashboard that it does not know to the whole
    /// organization and says nothing, so it is asked for the dashboard first.
    /// </summary>
    private async Task<(AnnotationRequest? Request, UpstreamFailure? Failure)> PlaceAsync(
        DesiredAnnotation annotation, CancellationToken cancellationToken)
    {
        var request = Request(annotation);
        if (annotation.Dashboard is not { } place)
        {
            return (request, null);
        }

        var (answer, failure) = await AskAsync(
            token => _api().GetDashboardAsync(place.Uid, token), GrafanaJson.Default.DashboardAnswer, cancellationToken);
        return (answer?.Dashboard, failure) switch
        {
            ({ Id: > 0, Uid: { } uid } found, null) when uid == place.Uid =>
                (request with { DashboardId = found.Id, DashboardUID = uid, PanelId = place.Panel }, null),
            (_, { Reason: FailureReason.NotFound, OfUpstream: false }) =>
                (null, new UpstreamFailure(FailureReason.Settings, $"it has no dashboard {place.Uid}")),
            (_, null) => (null, new UpstreamFailure(FailureReason.InvalidAnswer, $"no usable id for the dashboard {place.Uid}")),
            _ => (null, failure with { MayHaveActed = false }),
        };
    }

    private static FoundAnnotation Read(AnnotationJson found) => new(
        new AnnotationId(found.Id), TimeOf(found.Time), TimeOf(found.TimeEnd), found.Text ?? "", TagsOf(found))
    {
        DashboardId = found.DashboardId is > 0 ? found.DashboardId : null,
        DashboardUid = found.DashboardUID is { Length: > 0 } uid ? uid : null,
        PanelId = found.PanelId is > 0 ? found.PanelId : null,
    };

    /// <summary>A list of JSON may hold nulls, whatever its type says.</summary>
    private static IEnumerable<AnnotationJson> Entries(IReadOnlyList<AnnotationJson> answer) => answer.OfType<AnnotationJson>();

    private static IReadOnlyList<string> TagsOf(AnnotationJson found) => found.Tags is { } tags ? [.. tags.OfType<string>()] : [];

    /// <summary>Grafana takes numbers that are no time. They differ from every time of ours, so that they are put right.</summary>
    private static DateTimeOffset TimeOf(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Clamp(milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private static AnnotationRequest Request(DesiredAnnotation annotation) => new(
        annotation.Start.ToUnixTimeMilliseconds(), annotation.End.ToUnixTimeMilliseconds(), annotation.Text, annotation.Tags);

    private async Task<TargetResult> ChangeAsync(
        AnnotationId id, Func<CancellationToken, Task<HttpResponseMessage>> change, CancellationToken cancellationToken)
    {
        var (_, failure) = await AskAsync(change, GrafanaJson.Default.MessageAnswer, cancellationToken, WithoutWords);
        return failure switch
        {
            null => new TargetResult.Done(id),
            { OfUpstream: true } => new TargetResult.Failed(failure),
            { Reason: FailureReason.NotFound } => new TargetResult.Gone(),
            { Reason: FailureReason.Auth } => new TargetResult.Refused(failure),
            _ => new TargetResult.Failed(failure),
        };
    }

    private async Task<(TAnswer? Answer, UpstreamFailure? Failure)> AskAsync<TAnswer>(
        Func<CancellationToken, Task<HttpResponseMessage>> ask,
        JsonTypeInfo<TAnswer> type,
        CancellationToken cancellationToken,
        TAnswer? whenEmpty = null)
        where TAnswer : class
    {
        var (answer, failure) = await UpstreamRequest.AskAsync(ask, type, UpstreamFailures.AttachedTo, _time, cancellationToken, whenEmpty);
        if (failure is not null && GrafanaFailures.IsOwnError(failure))
        {
            _probe.AskInBackground();
        }

        return (answer, failure);
    }

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
