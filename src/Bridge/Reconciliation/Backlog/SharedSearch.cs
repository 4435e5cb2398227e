using Bridge.Annotations;
using Bridge.States;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation.Backlog;

/// <summary>What one search of a Grafana for the annotations of several incidents found.</summary>
/// <param name="At">When it began.</param>
/// <param name="Times">The time that it looked at.</param>
/// <param name="Found">By incident.</param>
internal sealed record SharedSearch(DateTimeOffset At, SearchTimes Times, ILookup<SubjectId, FoundAnnotation> Found)
{
    /// <summary>
    /// How long a search counts. One under the lease is milliseconds old when the annotation is made; in this one a create whose fate
    /// was unknown had more time to arrive.
    /// </summary>
    private static readonly TimeSpan Freshness = FoundAnnotation.Freshness;

    /// <summary>What is open is searched for beyond now: its end lies ahead.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    /// <summary>Searches for several incidents at once, those too that turn out to be as they should be: it is one search for thirty.</summary>
    /// <returns>None for a single incident, and when the search failed: who searches for one alone will tell of it.</returns>
    public static async Task<SharedSearch?> MakeAsync(
        IAnnotationTarget target, IReadOnlyList<SubjectState> states, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var times = states.Select(state => state.Subject).OfType<Subject>()
            .Aggregate((SearchTimes?)null, (all, subject) => LookOrder.TimesOf(subject, now + Ahead).And(all));
        if (times is not { } searched || states.Count < 2)
        {
            return null;
        }

        return await target.FindAsync([.. states.Select(state => state.Id)], searched, cancellationToken) is FindResult.Found { Annotations: var annotations }
            ? new SharedSearch(now, searched, annotations.ToLookup(found => AnnotationTags.OwnerOf(found.Tags)!.Value.Subject))
            : null;
    }

    /// <summary>
    /// Whether it says as much as a search under the lease would: it is fresh, and nobody else has held the lease since the delivery was read,
    /// before the search, who could have posted what it did not see.
    /// </summary>
    /// <param name="claim">The lease.</param>
    /// <param name="lastToken">That of the last lease when the delivery was read; 0 of one that the store did not know.</param>
    public bool CountsFor(Claim claim, long lastToken) => claim.LeaseToken == lastToken + 1 && claim.ClaimedAt - At <= Freshness;

    /// <summary>What the Grafana has of an incident; null when the search did not look at all of the time in which something may be.</summary>
    public FindResult? Of(SubjectId incident, SearchTimes times) => Times.Covers(times) ? new FindResult.Found([.. Found[incident]]) : null;
}
