using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.States;

/// <summary>Where there is no store, as in a command that only asks, nothing was ever said: what does not say it of itself counts as private.</summary>
internal sealed class NoNotes : ISubjectNotes
{
    public Task<IReadOnlyDictionary<SubjectId, Visibility>> ReadVisibilityAsync(
        IReadOnlyCollection<SubjectId> subjects, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<SubjectId, Visibility>>(new Dictionary<SubjectId, Visibility>());

    public Task NoteVisibilityAsync(SubjectId subject, Visibility visibility, DateTimeOffset now, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task NoteParentsAsync(SubjectId subject, IReadOnlyCollection<SubjectId> parents, DateTimeOffset now, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<SubjectId>> ReadChildrenAsync(SubjectId parent, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SubjectId>>([]);
}
