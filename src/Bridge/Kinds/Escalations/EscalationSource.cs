using System.Globalization;
using System.Runtime.CompilerServices;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Escalations;

/// <summary>Reads escalations: by id when an event tells of one, those of an incident, and what changed or goes on.</summary>
/// <remarks>Each read of a private one by its id is a line in the customer's audit log, and no list is. Nothing reads them by id on a clock.</remarks>
internal sealed class EscalationSource(IEscalationApi api, IncidentIoRequests requests, EscalationNameLists lists, EscalationOptions options)
    : ISubjectSource, ISubjectListing, IFollowers
{
    /// <summary>As many as incident.io gives at once.</summary>
    private const int PageSize = 50;

    public SubjectKind Kind => SubjectKind.Escalation;

    public string Scope => options.Scope;

    public async Task<SubjectResult> GetAsync(SubjectId id, CancellationToken cancellationToken)
    {
        var (document, failed) = await requests.AskForOneAsync(token => api.GetAsync(id.Value, token), cancellationToken);
        using var _ = document;
        if (failed is not null)
        {
            return await requests.JudgeAsync(
                failed, token => api.ListAsync(pageSize: 1, null, null, [], null, token), "escalations", options.Scope, cancellationToken);
        }

        var (escalation, faults) = EscalationMapping.Read(new LenientJson(document!.RootElement, "", []).Any("escalation"), "escalation");
        if (escalation is null)
        {
            return new SubjectResult.Failed(Invalid($"no escalation in the answer: {faults[0].Path} is missing or cannot be read")) { Faults = faults };
        }

        if (escalation.Id != id)
        {
            return new SubjectResult.Failed(new UpstreamFailure(FailureReason.NotFound, "incident.io answered with another escalation"));
        }

        var (names, failure) = await lists.OfAsync([escalation], cancellationToken);
        return failure is not null
            ? new SubjectResult.Failed(failure)
            : new SubjectResult.Found(EscalationMapping.Of(escalation, names, options.Until)) { Faults = faults };
    }

    /// <summary>Those that are not over, and those that changed since then. incident.io filters by whole days, of which it does not say whose: one more is asked for.</summary>
    public async IAsyncEnumerable<SubjectPage> ListAsync(DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var query in (Query[])[new(Without: EscalationWord.Final), new(Since: DateOnly.FromDateTime(since.UtcDateTime.AddDays(-1)))])
        {
            await foreach (var page in WalkAsync(query, cancellationToken))
            {
                var listed = page.Escalations.Where(escalation => query.Since is null || escalation.UpdatedAt >= since).ToList();
                var (names, unnamed) = await lists.OfAsync(listed, cancellationToken);
                if ((page.Failure ?? unnamed) is { } failure)
                {
                    yield return SubjectPage.Failed(failure);
                    yield break;
                }

                yield return new SubjectPage([.. listed.Select(escalation => EscalationMapping.Of(escalation, names, options.Until))], page.Faults);
            }
        }
    }

    /// <summary>Those of an incident, whole: to read a private one by its id leaves a line in the customer's audit log.</summary>
    public async Task<FollowerList> OfAsync(SubjectId incident, CancellationToken cancellationToken)
    {
        var found = new List<Escalation>();
        await foreach (var page in WalkAsync(new Query(Incident: incident), cancellationToken))
        {
            if (page.Failure is not null)
            {
                return FollowerList.Failed(page.Failure);
            }

            found.AddRange(page.Escalations);
        }

        // Without what they name they are read one by one, and each fails by itself.
        var (names, unnamed) = await lists.OfAsync(found, cancellationToken);
        return new FollowerList([.. found.Select(escalation => escalation.Id)])
        {
            Whole = unnamed is null ? [.. found.Select(escalation => EscalationMapping.Of(escalation, names, options.Until))] : [],
        };
    }

    private async IAsyncEnumerable<Page> WalkAsync(Query query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var page = await ReadPageAsync(query, after, cancellationToken);
            yield return page;
            after = page.Next;
            if (after is not null && !seen.Add(after))
            {
                yield return Page.Failed(Invalid("the list's cursor goes in a circle"));
                yield break;
            }
        }
        while (after is not null);
    }

    private async Task<Page> ReadPageAsync(Query query, string? after, CancellationToken cancellationToken)
    {
        var (document, failure) = await requests.AskAsync(
            token => api.ListAsync(
                PageSize, after, query.Since?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), query.Without ?? [], query.Incident?.Value, token),
            cancellationToken);
        using var _ = document;
        var odd = new List<string>();
        var answer = new LenientJson(document?.RootElement ?? default, "", odd);
        if (answer.List("escalations") is not { } listed)
        {
            return Page.Failed(failure ?? Invalid("no escalations in the answer"));
        }

        // Taken for none, a cursor that cannot be read would make a list of its first page.
        var next = answer.Object("pagination_meta").Text("after");
        if (odd.Count > 0)
        {
            return Page.Failed(Invalid($"{odd[0]} in the answer cannot be read"));
        }

        var read = listed.Select(element => EscalationMapping.Read(element, "escalations[]")).ToList();
        return new Page([.. read.Select(one => one.Escalation).OfType<Escalation>()], [.. read.SelectMany(one => one.Faults)], next is "" ? null : next);
    }

    private static UpstreamFailure Invalid(string detail) => new(FailureReason.InvalidAnswer, detail);

    /// <summary>Which escalations a list has.</summary>
    private sealed record Query(DateOnly? Since = null, IReadOnlyList<string>? Without = null, SubjectId? Incident = null);

    /// <summary>A page of a list.</summary>
    private sealed record Page(IReadOnlyList<Escalation> Escalations, IReadOnlyList<ReadingFault> Faults, string? Next, UpstreamFailure? Failure = null)
    {
        public static Page Failed(UpstreamFailure failure) => new([], [], Next: null, failure);
    }
}
