using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Subjects;

/// <summary>The answer to the question for a subject's latest state.</summary>
internal abstract record SubjectResult
{
    private SubjectResult()
    {
    }

    /// <summary>What could not be read of it.</summary>
    public IReadOnlyList<ReadingFault> Faults { get; init; } = [];

    internal sealed record Found(Subject Subject) : SubjectResult;

    /// <summary>
    /// It could not be had. <see cref="FailureReason.NotFound"/> stands for four things that incident.io does not tell apart: deleted,
    /// of another organization, a test event's invention, or private and the key may not see it.
    /// </summary>
    /// <param name="Failure">Why.</param>
    /// <param name="IsForbidden">A 403: the key may read nothing, or just not this one.</param>
    internal sealed record Failed(UpstreamFailure Failure, bool IsForbidden = false) : SubjectResult;
}
