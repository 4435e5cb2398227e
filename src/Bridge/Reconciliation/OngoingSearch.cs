using Bridge.Annotations;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>
/// What one Grafana shows of ours about now: hardly more than the open regions, whatever else it has. One search is shared by all whose ends
/// are due together.
/// </summary>
internal sealed class OngoingSearch(IAnnotationTarget target, TimeProvider time)
{
    /// <summary>How long an answer is shared, so that what is in it still counts when the move is sent.</summary>
    private static readonly TimeSpan Freshness = FoundAnnotation.Freshness / 2;

    private readonly Lock _lock = new();
    private Search? _last;

    /// <param name="reach">What ends at or after the first time and begins at or before the second.</param>
    /// <param name="cancellationToken">Ends the wait. The search goes on for others who wait for it.</param>
    public Task<(ILookup<SubjectId, FoundAnnotation>? Found, UpstreamFailure? Failure)> ReadAsync(
        (DateTimeOffset From, DateTimeOffset To) reach, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_last is not { } last || !Counts(last, reach))
            {
                // A little more, so that who comes next finds all of theirs in it too.
                var wider = reach with { To = reach.To + Freshness };
                _last = last = new Search(time.GetTimestamp(), wider, Task.Run(() => SearchAsync(wider), CancellationToken.None));
            }

            return last.Answer.WaitAsync(cancellationToken);
        }
    }

    /// <summary>One that failed counts for those who waited for it.</summary>
    private bool Counts(Search last, (DateTimeOffset From, DateTimeOffset To) reach) =>
        last.Reach.From <= reach.From
        && last.Reach.To >= reach.To
        && time.GetElapsedTime(last.BeganAt) <= Freshness
        && last.Answer is { IsCompleted: false } or { IsCompletedSuccessfully: true, Result.Failure: null };

    private async Task<(ILookup<SubjectId, FoundAnnotation>? Found, UpstreamFailure? Failure)> SearchAsync((DateTimeOffset From, DateTimeOffset To) reach)
    {
        var list = await target.ListAsync(reach.From, reach.To, CancellationToken.None);
        return list is FindResult.Found { Annotations: var found }
            ? (found.Where(one => AnnotationTags.OwnerOf(one.Tags) is not null).ToLookup(one => AnnotationTags.OwnerOf(one.Tags)!.Value.Subject), null)
            : (null, ((FindResult.Failed)list).Failure);
    }

    private sealed record Search(
        long BeganAt,
        (DateTimeOffset From, DateTimeOffset To) Reach,
        Task<(ILookup<SubjectId, FoundAnnotation>? Found, UpstreamFailure? Failure)> Answer);
}
