using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Kinds.StatusPages;

/// <summary>Reads what the status pages that settings name tell of incidents.</summary>
internal sealed class StatusPageSource(
    StatusPageOptions options, IStatusPageApi api, IncidentIoRequests requests, StatusPageComponents components, TimeProvider time)
    : ISubjectSource, ISubjectListing
{
    /// <summary>As many as incident.io gives at once.</summary>
    private const int PageSize = 250;

    /// <summary>How long after its end an impact is still listed: its times are put right when all is over, and no webhook tells of that.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(1);

    private readonly Sightings _sightings = new(time);

    public SubjectKind Kind => SubjectKind.StatusPage;

    /// <summary>
    /// The impact on a component, or a whole incident, as webhooks name it. What customers are told is no secret: an impact that is not there any
    /// more was taken back.
    /// </summary>
    public async Task<SubjectResult> GetAsync(SubjectId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (document, failure) = await requests.AskAsync(token => api.GetAsync(ImpactId.IncidentOf(id), token), cancellationToken);
        using var _ = document;
        if (failure is { Reason: FailureReason.NotFound } && !ImpactId.IsOfIncident(id))
        {
            return new SubjectResult.Found(Happening.Gone(id, now));
        }

        if (document is null)
        {
            return new SubjectResult.Failed(failure!);
        }

        var (incident, faults) = StatusPageMapping.Read(document.RootElement.Member("status_page_incident"), "status_page_incident", now);
        if (incident is null)
        {
            return new SubjectResult.Failed(new UpstreamFailure(FailureReason.InvalidAnswer, "no status_page_incident in the answer")) { Faults = faults };
        }

        var impacts = options.Shows(incident.Page) ? incident.Impacts : [];
        if (ImpactId.IsOfIncident(id))
        {
            var group = new SubjectGroup { Id = id, Visibility = Visibility.Public, UpdatedAt = now, Leads = [.. impacts.Select(impact => impact.Id)] };
            return new SubjectResult.Found(group) { Faults = faults };
        }

        if (impacts.FirstOrDefault(impact => impact.Id == id) is { } found)
        {
            var named = await components.NameAsync(incident with { Impacts = [found] }, cancellationToken);
            return new SubjectResult.Found(_sightings.Date(named.Impacts[0])) { Faults = faults };
        }

        return faults.Any(fault => fault.IsUnreadable)
            ? new SubjectResult.Failed(new UpstreamFailure(FailureReason.InvalidAnswer, "an impact of its incident could not be read")) { Faults = faults }
            : new SubjectResult.Found(Happening.Gone(id, now)) { Faults = faults };
    }

    /// <summary>Page after page of each status page. That settings name one that is not there comes last, so that it keeps no other from being shown.</summary>
    public async IAsyncEnumerable<SubjectPage> ListAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (pages, failure) = await ListPagesAsync(cancellationToken);
        if (failure is not null)
        {
            yield return SubjectPage.Failed(failure);
            yield break;
        }

        var listed = new HashSet<SubjectId>();
        foreach (var page in pages.Where(options.Shows))
        {
            await foreach (var found in WalkAsync(page, since, cancellationToken))
            {
                listed.UnionWith(found.Subjects.Select(impact => impact.Id));
                yield return found;
                if (found.Failure is not null)
                {
                    yield break;
                }
            }
        }

        _sightings.KeepOnly(listed);
        var unknown = options.Pages.FirstOrDefault(entry => !pages.Contains(entry.Page));
        if (unknown.Setting is not null)
        {
            yield return SubjectPage.Failed(
                new UpstreamFailure(FailureReason.Settings, $"{unknown.Setting}: incident.io has no status page with the id {unknown.Page}"));
        }
    }

    private async IAsyncEnumerable<SubjectPage> WalkAsync(string page, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var from = (since - Reach).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        string? after = null;
        do
        {
            var (now, cursor) = (time.GetUtcNow(), after);
            var (document, failure) = await requests.AskAsync(token => api.ListAsync(page, from, PageSize, cursor, token), cancellationToken);
            using var _ = document;
            var answer = new LenientJson(document?.RootElement ?? default, "", []);
            if (answer.List("status_page_incidents") is not { } found)
            {
                yield return SubjectPage.Failed(failure ?? new UpstreamFailure(FailureReason.InvalidAnswer, "no status_page_incidents in the answer"));
                yield break;
            }

            yield return await ReadAsync(found, now, cancellationToken);
            after = answer.Object("pagination_meta").Text("after");
        }
        while (after is { Length: > 0 } && seen.Add(after));
    }

    private async Task<SubjectPage> ReadAsync(IEnumerable<JsonElement> found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var read = found.Select(element => StatusPageMapping.Read(element, "status_page_incidents[]", now)).ToList();
        var impacts = new List<Happening>();
        foreach (var incident in read.Select(one => one.Incident).OfType<StatusPageIncident>())
        {
            impacts.AddRange((await components.NameAsync(incident, cancellationToken)).Impacts.Select(_sightings.Date));
        }

        return new SubjectPage(impacts, [.. read.SelectMany(one => one.Faults)]);
    }

    /// <summary>The ids of all status pages.</summary>
    private async Task<(IReadOnlyList<string> Pages, UpstreamFailure? Failure)> ListPagesAsync(CancellationToken cancellationToken)
    {
        var pages = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var cursor = after;
            var (document, failure) = await requests.AskAsync(token => api.ListPagesAsync(PageSize, cursor, token), cancellationToken);
            using var _ = document;
            var answer = new LenientJson(document?.RootElement ?? default, "", []);
            if (answer.List("status_pages") is null)
            {
                return ([], failure ?? new UpstreamFailure(FailureReason.InvalidAnswer, "no status_pages in the answer"));
            }

            pages.AddRange(answer.Objects("status_pages").Select(page => page.Text("id")).OfType<string>());
            after = answer.Object("pagination_meta").Text("after");
        }
        while (after is { Length: > 0 } && seen.Add(after));

        return (pages, null);
    }
}
