using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>What a subject does not say of itself each time that it is read: who may see it, and what it belonged to.</summary>
internal interface ISubjectNotes
{
    /// <summary>What has been said of who may see each of them; <see cref="Visibility.Unknown"/> of those of which nothing was said is left out.</summary>
    Task<IReadOnlyDictionary<SubjectId, Visibility>> ReadVisibilityAsync(IReadOnlyCollection<SubjectId> subjects, CancellationToken cancellationToken);

    /// <summary>Notes who may see a subject. Once it was said to be private, it stays so.</summary>
    Task NoteVisibilityAsync(SubjectId subject, Visibility visibility, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Notes what a subject belongs to, beside what it belonged to before.</summary>
    Task NoteParentsAsync(SubjectId subject, IReadOnlyCollection<SubjectId> parents, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>All that ever belonged to a subject and is remembered.</summary>
    Task<IReadOnlyList<SubjectId>> ReadChildrenAsync(SubjectId parent, CancellationToken cancellationToken);
}
