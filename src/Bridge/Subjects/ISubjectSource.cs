using Bridge.Vocabulary;

namespace Bridge.Subjects;

/// <summary>Where the subjects of one kind are read.</summary>
internal interface ISubjectSource
{
    SubjectKind Kind { get; }

    /// <summary>The latest state of one of them, asked for now. What it belongs to is named, not read.</summary>
    Task<SubjectResult> GetAsync(SubjectId id, CancellationToken cancellationToken);
}
