using System.Runtime.CompilerServices;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.States;

/// <summary>The states that lists have.</summary>
internal sealed partial class SubjectStates
{
    /// <summary>All pages of a list, one after the other. A failure is the last element: the list is not complete then.</summary>
    /// <remarks>
    /// An empty page may be followed by others. A cursor that comes a second time is a failure. A page that does not come in time is asked for
    /// again at half the size.
    /// </remarks>
    public async IAsyncEnumerable<(StatePage? Page, UpstreamFailure? Failure)> WalkAsync(
        IncidentQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        while (true)
        {
            var (page, failure) = await ListAsync(query, cursor, cancellationToken);
            if (failure is { Reason: FailureReason.Timeout } && query.PageSize > IncidentQuery.MinPageSize)
            {
                query = query with { PageSize = Math.Max(query.PageSize / 2, IncidentQuery.MinPageSize) };
                Log.SmallerPage(_logger, query.PageSize);
                continue;
            }

            yield return (page, failure);
            cursor = page?.Next;
            if (cursor is null)
            {
                yield break;
            }

            if (!seen.Add(cursor))
            {
                yield return (null, new UpstreamFailure(FailureReason.InvalidAnswer, "the list's cursor goes in a circle"));
                yield break;
            }
        }
    }

    /// <summary>
    /// All pages of the list of a kind, and what is left alone since it is read on events only. A failure is the last element: the list is not
    /// complete then.
    /// </summary>
    /// <param name="listing">The list.</param>
    /// <param name="since">What was over before this time may be left out.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async IAsyncEnumerable<(IReadOnlyList<SubjectState> States, IReadOnlyList<SubjectId> Left, UpstreamFailure? Failure)> WalkAsync(
        ISubjectListing listing, DateTimeOffset since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (askedAt, stamp) = (_time.GetUtcNow(), _time.GetTimestamp());
        await foreach (var page in listing.ListAsync(since, cancellationToken))
        {
            _faults.Note(page.Faults);
            var states = (await _visibility.JoinAsync(page.Subjects, cancellationToken))
                .Select(subject => new SubjectState(subject.Id, subject, askedAt, stamp)).ToList();
            if (page.AreWhole)
            {
                yield return ([.. states.Select(KeepListed)], [], page.Failure);
            }
            else
            {
                // To read a private one leaves a line in the customer's audit log.
                yield return (
                    [.. states.Where(state => state.Subject!.Visibility != Visibility.Private)],
                    [.. states.Where(state => state.Subject is { Visibility: Visibility.Private, GoesOn: true }).Select(state => state.Id)],
                    page.Failure);
            }

            (askedAt, stamp) = (_time.GetUtcNow(), _time.GetTimestamp());
        }
    }

    /// <summary>One page of a list, asked for once. Who wants them all uses <see cref="WalkAsync(IncidentQuery, CancellationToken)"/>.</summary>
    /// <param name="query">Which incidents.</param>
    /// <param name="cursor">Where the page before ended; none for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<(StatePage? Page, UpstreamFailure? Failure)> ListAsync(
        IncidentQuery query, string? cursor, CancellationToken cancellationToken)
    {
        var (askedAt, stamp) = (_time.GetUtcNow(), _time.GetTimestamp());
        var (page, failure) = await _incidents.ListAsync(query, cursor, cancellationToken);
        if (page is null)
        {
            return (null, failure);
        }

        _faults.Note(page.Faults);
        var states = page.Incidents.Select(incident => Keep(new SubjectState(incident.Id, incident, askedAt, stamp)));
        return (new StatePage([.. states], page.Next, page.Total), null);
    }
}
