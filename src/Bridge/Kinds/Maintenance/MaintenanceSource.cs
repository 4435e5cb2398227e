using System.Runtime.CompilerServices;
using System.Text.Json;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Maintenance;

/// <summary>Reads maintenance windows. There are few: one of them is looked for in the list.</summary>
internal sealed class MaintenanceSource(IMaintenanceApi api, IncidentIoRequests requests, TimeProvider time) : ISubjectSource, ISubjectListing
{
    /// <summary>As many as incident.io gives at once.</summary>
    private const int PageSize = 50;

    /// <summary>In the order in which somebody waits for them.</summary>
    private static readonly string[] Going = ["active", "upcoming"];

    private const string Past = "past";

    public SubjectKind Kind => SubjectKind.Maintenance;

    public string Scope => MaintenanceOptions.NeededScope;

    public async Task<SubjectResult> GetAsync(SubjectId id, CancellationToken cancellationToken)
    {
        foreach (var status in Going.Append(Past))
        {
            await foreach (var page in WalkAsync(status, cancellationToken))
            {
                if (page.Failure is { } failure)
                {
                    // No list at all says nothing of this one.
                    return new SubjectResult.Failed(failure.Reason == FailureReason.NotFound ? failure with { Reason = FailureReason.InvalidAnswer } : failure);
                }

                if (page.Subjects.FirstOrDefault(window => window.Id == id) is { } found)
                {
                    return new SubjectResult.Found(found) { Faults = page.Faults };
                }
            }
        }

        return new SubjectResult.Failed(new UpstreamFailure(FailureReason.NotFound, "it is on no list"));
    }

    /// <summary>What is over is listed as far as the pages reach back to that time, the newest first.</summary>
    public async IAsyncEnumerable<SubjectPage> ListAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var status in Going.Append(Past))
        {
            await foreach (var page in WalkAsync(status, cancellationToken))
            {
                yield return page;
                if (page.Failure is not null)
                {
                    yield break;
                }

                if (status == Past && page.Subjects.Count > 0 && page.Subjects.All(window => window.UpdatedAt < since && ((Happening)window).End < since))
                {
                    break;
                }
            }
        }
    }

    private async IAsyncEnumerable<SubjectPage> WalkAsync(string status, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var now = time.GetUtcNow();
            var cursor = after;
            var (document, failure) = await requests.AskAsync(token => api.ListAsync(status, PageSize, cursor, token), cancellationToken);
            using var _ = document;
            var answer = new LenientJson(document?.RootElement ?? default, "", []);
            if (answer.List("maintenance_windows") is not { } listed)
            {
                yield return SubjectPage.Failed(failure ?? new UpstreamFailure(FailureReason.InvalidAnswer, "no maintenance_windows in the answer"));
                yield break;
            }

            yield return Read(listed, now);
            after = answer.Object("pagination_meta").Text("after");
            if (after is { Length: > 0 } && !seen.Add(after))
            {
                yield return SubjectPage.Failed(new UpstreamFailure(FailureReason.InvalidAnswer, "the list's cursor goes in a circle"));
                yield break;
            }
        }
        while (after is { Length: > 0 });
    }

    private static SubjectPage Read(IEnumerable<JsonElement> listed, DateTimeOffset now)
    {
        var read = listed.Select(element => MaintenanceMapping.Read(element, "maintenance_windows[]", now)).ToList();
        return new SubjectPage([.. read.Select(one => one.Window).OfType<Happening>()], [.. read.SelectMany(one => one.Faults)]);
    }
}
