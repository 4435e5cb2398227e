using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Subjects;

/// <summary>A kind whose subjects are shown for the sake of an incident: when that changes, they are looked at again.</summary>
internal interface IFollowers
{
    SubjectKind Kind { get; }

    /// <summary>Those that incident.io knows of an incident now.</summary>
    Task<(IReadOnlyList<SubjectId> Subjects, UpstreamFailure? Failure)> OfAsync(SubjectId incident, CancellationToken cancellationToken);
}
