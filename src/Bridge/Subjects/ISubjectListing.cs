using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Subjects;

/// <summary>Lists the subjects of a kind, to find what changed and no webhook tells of.</summary>
internal interface ISubjectListing
{
    SubjectKind Kind { get; }

    /// <summary>The scope of incident.io's that the key needs for it; none if that is not known.</summary>
    string? Scope => null;

    /// <summary>Those that changed lately, and all that may go on, page by page. A failure is the last element: the list is not complete then.</summary>
    /// <param name="since">What was over before this time may be left out.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    IAsyncEnumerable<SubjectPage> ListAsync(DateTimeOffset since, CancellationToken cancellationToken);
}

/// <summary>A page of a list.</summary>
/// <param name="Subjects">What could be read of it.</param>
/// <param name="Faults">What could not.</param>
/// <param name="Failure">Why there is no page; none as a rule.</param>
internal sealed record SubjectPage(IReadOnlyList<Subject> Subjects, IReadOnlyList<ReadingFault> Faults, UpstreamFailure? Failure = null)
{
    /// <summary>Whether they are all that a read by itself gives; if not, they only tell what changed, and those that are private are read on events only.</summary>
    public bool AreWhole { get; init; } = true;

    public static SubjectPage Failed(UpstreamFailure failure) => new([], [], failure);
}
