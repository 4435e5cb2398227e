using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.States;

/// <summary>What is remembered of subjects, in memory.</summary>
internal sealed class StubNotes : ISubjectNotes
{
    public Dictionary<SubjectId, Visibility> Said { get; } = [];

    public List<(SubjectId Parent, SubjectId Child)> Parents { get; } = [];

    public bool IsAway { get; set; }

    public Task<IReadOnlyDictionary<SubjectId, Visibility>> ReadVisibilityAsync(
        IReadOnlyCollection<SubjectId> subjects, CancellationToken cancellationToken) => IsAway
        ? throw new StoreException("The store is away.")
        : Task.FromResult<IReadOnlyDictionary<SubjectId, Visibility>>(Said.Where(said => subjects.Contains(said.Key)).ToDictionary());

    public Task NoteVisibilityAsync(SubjectId subject, Visibility visibility, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Said[subject] = visibility;
        return Task.CompletedTask;
    }

    public Task NoteParentsAsync(SubjectId subject, IReadOnlyCollection<SubjectId> parents, DateTimeOffset now, CancellationToken cancellationToken)
    {
        Parents.AddRange(parents.Select(parent => (parent, subject)));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SubjectId>> ReadChildrenAsync(SubjectId parent, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SubjectId>>([.. Parents.Where(one => one.Parent == parent).Select(one => one.Child)]);
}
