using System.Net;
using System.Text.Json.Serialization.Metadata;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Grafana.Dashboards;

/// <summary>Finds, reads and saves the dashboards of one Grafana. A save is never repeated here: its version says whether it was done.</summary>
internal sealed class GrafanaDashboards(string name, Func<IGrafanaDashboardsApi> api, TimeProvider time)
{
    /// <summary>Hits per page: a fifth of what Grafana gives at most.</summary>
    private const int PageSize = 1000;

    /// <summary>The name from the settings.</summary>
    public string Name => name;

    public Task<(IReadOnlyList<SearchHitJson>? Hits, UpstreamFailure? Failure)> ListFoldersAsync(CancellationToken cancellationToken) =>
        ListAsync((page, token) => api().ListFoldersAsync(PageSize, page, token), _ => true, cancellationToken);

    /// <summary>The dashboards of a folder. Checked again here: a version that does not know the parameter answers with all that there are.</summary>
    public Task<(IReadOnlyList<SearchHitJson>? Hits, UpstreamFailure? Failure)> ListInFolderAsync(string uid, CancellationToken cancellationToken) =>
        ListAsync((page, token) => api().ListInFolderAsync(uid, PageSize, page, token), hit => hit.FolderUid == uid, cancellationToken);

    /// <summary>The dashboards with a tag.</summary>
    public Task<(IReadOnlyList<SearchHitJson>? Hits, UpstreamFailure? Failure)> ListByTagAsync(string tag, CancellationToken cancellationToken) =>
        ListAsync((page, token) => api().ListByTagAsync(tag, PageSize, page, token), hit => hit.Tags?.Contains(tag) == true, cancellationToken);

    public async Task<DashboardReading> ReadAsync(string uid, CancellationToken cancellationToken)
    {
        var (answer, status, failure) = await AskAsync(token => api().GetAsync(uid, token), DashboardsJson.Default.StoredDashboardJson, cancellationToken);
        return (status, failure) switch
        {
            (_, null) => new DashboardReading.Read(answer!),
            (HttpStatusCode.NotAcceptable, { OfUpstream: false }) => new DashboardReading.OfNewerSchema(),
            (_, { OfUpstream: false, Reason: FailureReason.NotFound }) => new DashboardReading.Gone(),
            _ => new DashboardReading.Failed(failure),
        };
    }

    /// <summary>Whether everybody may see annotations on a dashboard, without a login.</summary>
    public async Task<(bool ShowsAnnotations, UpstreamFailure? Failure)> IsPublicAsync(string uid, CancellationToken cancellationToken)
    {
        var (answer, _, failure) = await AskAsync(token => api().GetSharingAsync(uid, token), DashboardsJson.Default.SharingJson, cancellationToken);
        return failure switch
        {
            null => (answer is { IsEnabled: not false, AnnotationsEnabled: not false }, null),
            { OfUpstream: false, Reason: FailureReason.NotFound } => (false, null),
            _ => (true, failure),
        };
    }

    /// <param name="dashboard">JSON, with the version that it was made of.</param>
    /// <param name="folderUid">Where it lies; empty for no folder.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<DashboardSaving> SaveAsync(ReadOnlyMemory<byte> dashboard, string folderUid, CancellationToken cancellationToken)
    {
        using var body = DashboardSave.Write(dashboard, folderUid);
        var (answer, status, failure) = await AskAsync(token => api().SaveAsync(body, token), DashboardsJson.Default.SavedDashboardJson, cancellationToken);
        return (status, failure) switch
        {
            (_, null) => new DashboardSaving.Done(answer!.Version),
            (HttpStatusCode.PreconditionFailed, { OfUpstream: false }) => new DashboardSaving.Outdated(),
            _ => new DashboardSaving.Failed(failure),
        };
    }

    /// <summary>All pages, until one brings nothing new: Grafana does not say how many there are, and may give fewer per page than it was asked for.</summary>
    private async Task<(IReadOnlyList<SearchHitJson>? Hits, UpstreamFailure? Failure)> ListAsync(
        Func<int, CancellationToken, Task<HttpResponseMessage>> list, Func<SearchHitJson, bool> isWanted, CancellationToken cancellationToken)
    {
        var hits = new Dictionary<string, SearchHitJson>();
        for (var page = 1; ; page++)
        {
            var asked = page;
            var (answer, _, failure) = await AskAsync(token => list(asked, token), DashboardsJson.Default.IReadOnlyListSearchHitJson, cancellationToken);
            if (failure is not null)
            {
                return (null, failure);
            }

            // A list of JSON may hold nulls, whatever its type says.
            var before = hits.Count;
            foreach (var hit in answer!.OfType<SearchHitJson>().Where(hit => hit.Uid is { Length: > 0 }))
            {
                hits.TryAdd(hit.Uid!, hit);
            }

            if (hits.Count == before)
            {
                return ([.. hits.Values.Where(isWanted)], null);
            }
        }
    }

    private async Task<(TAnswer? Answer, HttpStatusCode Status, UpstreamFailure? Failure)> AskAsync<TAnswer>(
        Func<CancellationToken, Task<HttpResponseMessage>> ask, JsonTypeInfo<TAnswer> type, CancellationToken cancellationToken)
        where TAnswer : class
    {
        var status = default(HttpStatusCode);
        var (answer, failure) = await UpstreamRequest.AskAsync(SendAsync, type, UpstreamFailures.AttachedTo, time, cancellationToken);
        return (answer, status, failure);

        async Task<HttpResponseMessage> SendAsync(CancellationToken token)
        {
            var response = await ask(token);
            status = response.StatusCode;
            return response;
        }
    }
}
