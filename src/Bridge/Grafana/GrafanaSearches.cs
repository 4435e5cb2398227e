using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Grafana;

/// <summary>What one Grafana has, by tags and time.</summary>
/// <param name="requests">How it is asked.</param>
/// <param name="dashboards">The uids of the dashboards that routes name there at any time.</param>
/// <param name="time">Says when something was seen.</param>
internal sealed class GrafanaSearches(GrafanaRequests requests, Func<IReadOnlyList<string>> dashboards, TimeProvider time)
{
    /// <summary>Annotations of an incident that a search asks for at first: seldom are there more, doubles included.</summary>
    private const int FindLimit = 100;

    /// <summary>Annotations of one moment that a search asks for at first, whoever made them.</summary>
    private const int MomentLimit = 1000;

    /// <inheritdoc cref="IAnnotationTarget.FindAsync"/>
    public Task<FindResult> FindAsync(IReadOnlyList<SubjectId> incidents, SearchTimes times, CancellationToken cancellationToken)
    {
        var tags = incidents.SelectMany(AnnotationTags.AnyOf).ToList();
        return FindAsync(
            (api, limit, token) => api.FindAnyAsync(tags, Ms(times.From), Ms(times.To), limit, token),
            FindLimit * incidents.Count,
            incidents,
            cancellationToken);
    }

    /// <inheritdoc cref="IAnnotationTarget.FindAtAsync"/>
    public Task<FindResult> FindAtAsync(SubjectId incident, DateTimeOffset moment, CancellationToken cancellationToken) => FindAsync(
        (api, limit, token) => api.FindAtAsync(Ms(moment), Ms(moment), limit, token), MomentLimit, [incident], cancellationToken);

    /// <inheritdoc cref="IAnnotationTarget.ListAsync"/>
    public async Task<FindResult> ListAsync(DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancellationToken)
    {
        var (answer, failure) = await requests.AskAsync(
            (api, token) => api.FindAnyAsync(AnnotationTags.CommonOfAll, Ms(from), Ms(to), limit, token),
            GrafanaJson.Default.IReadOnlyListAnnotationJson,
            cancellationToken);
        return failure is null
            ? await NameDashboardsAsync(Read(Entries(answer!).Where(found => found.Id > 0)), cancellationToken, answer!.Count >= limit)
            : new FindResult.Failed(failure);
    }

    /// <summary>(Some databases compare tags without their case, so that they are compared here too.)</summary>
    private async Task<FindResult> FindAsync(
        Func<IGrafanaApi, int, CancellationToken, Task<HttpResponseMessage>> search,
        int limit,
        IReadOnlyList<SubjectId> incidents,
        CancellationToken cancellationToken)
    {
        var (answer, failure) = await AskForAllAsync(search, limit, cancellationToken);
        if (failure is not null)
        {
            return new FindResult.Failed(failure);
        }

        var ours = Entries(answer!)
            .Where(found => AnnotationTags.OwnerOf(TagsOf(found)) is { Subject: var owner } && incidents.Contains(owner))
            .OrderBy(found => found.Id)
            .ToList();

        // Passed over, such an annotation would look like none, and each try would make another.
        return ours.Exists(found => found.Id <= 0)
            ? new FindResult.Failed(new UpstreamFailure(FailureReason.InvalidAnswer, "found without a usable id"))
            : await NameDashboardsAsync(Read(ours), cancellationToken);
    }

    /// <summary>
    /// Grafana says nothing of what it left out, and an annotation that was left out would be made again. So a full answer is asked for
    /// once more with a larger limit, whoever's annotations it is full of.
    /// </summary>
    private async Task<(IReadOnlyList<AnnotationJson>? Answer, UpstreamFailure? Failure)> AskForAllAsync(
        Func<IGrafanaApi, int, CancellationToken, Task<HttpResponseMessage>> search, int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var asked = limit;
            var (answer, failure) = await requests.AskAsync(
                (api, token) => search(api, asked, token), GrafanaJson.Default.IReadOnlyListAnnotationJson, cancellationToken);
            if (failure is not null || answer!.Count < limit)
            {
                return (answer, failure);
            }

            limit = checked(limit * 2);
        }
    }

    /// <summary>
    /// Before version 9 Grafana gives a dashboard's number alone. Which of the routes' dashboards has it is asked anew each time: after a
    /// restore another one may. What is on none of them stays unnamed.
    /// </summary>
    private async Task<FindResult> NameDashboardsAsync(
        IReadOnlyList<FoundAnnotation> found, CancellationToken cancellationToken, bool isFull = false)
    {
        var unnamed = found.Where(one => one is { DashboardId: not null, DashboardUid: null }).Select(one => one.DashboardId!.Value).ToHashSet();
        var uids = new Dictionary<long, string>();
        foreach (var uid in dashboards().TakeWhile(_ => unnamed.Count > uids.Count))
        {
            switch (await requests.GetDashboardAsync(uid, cancellationToken))
            {
                case ({ Dashboard.Id: { } number }, null) when unnamed.Contains(number):
                    uids[number] = uid;
                    break;

                // One that is not there has no annotations, and those of one that may not be read are not shown.
                case (_, null or { Reason: FailureReason.NotFound or FailureReason.Auth, OfUpstream: false }):
                    break;
                case (_, { } failure):
                    return new FindResult.Failed(failure);
            }
        }

        return new FindResult.Found(
        [
            .. found.Select(one => one is { DashboardUid: null, DashboardId: { } number }
                ? one with { DashboardUid = uids.GetValueOrDefault(number) }
                : one),
        ])
        {
            IsFull = isFull,
        };
    }

    private List<FoundAnnotation> Read(IEnumerable<AnnotationJson> found)
    {
        var seenAt = time.GetTimestamp();
        return [.. found.Select(one => Read(one, seenAt))];
    }

    private static FoundAnnotation Read(AnnotationJson found, long seenAt) => new(
        new AnnotationId(found.Id), TimeOf(found.Time), TimeOf(found.TimeEnd), found.Text ?? "", TagsOf(found))
    {
        SeenAt = seenAt,
        DashboardId = found.DashboardId is > 0 ? found.DashboardId : null,
        DashboardUid = found.DashboardUID is { Length: > 0 } uid ? uid : null,
        PanelId = found.PanelId is > 0 ? found.PanelId : null,
    };

    /// <summary>
    /// A list of JSON may hold nulls, whatever its type says. And 12.3 and 12.4 list an annotation twice when others of the list lie on
    /// dashboards that the token may not see: the second one is no double.
    /// </summary>
    private static IEnumerable<AnnotationJson> Entries(IReadOnlyList<AnnotationJson> answer) =>
        answer.OfType<AnnotationJson>().DistinctBy(found => found.Id);

    private static IReadOnlyList<string> TagsOf(AnnotationJson found) => found.Tags is { } tags ? [.. tags.OfType<string>()] : [];

    /// <summary>Grafana takes numbers that are no time. They differ from every time of ours, so that they are put right.</summary>
    private static DateTimeOffset TimeOf(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Clamp(milliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private static long Ms(DateTimeOffset time) => time.ToUnixTimeMilliseconds();
}
