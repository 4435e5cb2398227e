using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Subjects;

/// <summary>A kind whose subjects are shown for the sake of an incident: when that changes, they are looked at again.</summary>
internal interface IFollowers
{
    SubjectKind Kind { get; }

    /// <summary>Those that incident.io knows of an incident now.</summary>
    Task<FollowerList> OfAsync(SubjectId incident, CancellationToken cancellationToken);
}

/// <summary>The subjects of a kind that belong to an incident.</summary>
/// <param name="Subjects">Which they are.</param>
/// <param name="Failure">Why that is not known; none as a rule.</param>
internal sealed record FollowerList(IReadOnlyList<SubjectId> Subjects, UpstreamFailure? Failure = null)
{
    /// <summary>Those of them that the list has as a read of one would give them: they need no request each.</summary>
    public IReadOnlyList<Subject> Whole { get; init; } = [];

    public static FollowerList Failed(UpstreamFailure failure) => new([], failure);
}
