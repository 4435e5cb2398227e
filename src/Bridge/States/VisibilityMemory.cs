using Bridge.Store;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.States;

/// <summary>Joins what a subject's state says of who may see it with all that was ever said of it.</summary>
internal sealed class VisibilityMemory(ISubjectNotes notes, TimeProvider time)
{
    /// <exception cref="StoreException">It cannot be read or noted.</exception>
    public async Task<IReadOnlyList<Subject>> JoinAsync(IReadOnlyList<Subject> subjects, CancellationToken cancellationToken)
    {
        List<SubjectId> asked = [.. subjects.Where(subject => !subject.SaysItsVisibility).Select(subject => subject.Id)];
        if (asked.Count == 0)
        {
            return subjects;
        }

        var said = await notes.ReadVisibilityAsync(asked, cancellationToken);
        var joined = new List<Subject>(subjects.Count);
        foreach (var subject in subjects)
        {
            var before = said.GetValueOrDefault(subject.Id);
            var visibility = subject.SaysItsVisibility ? subject.Visibility : Join(subject.Visibility, before);
            if (visibility == Visibility.Private && before != Visibility.Private && !subject.SaysItsVisibility)
            {
                await notes.NoteVisibilityAsync(subject.Id, visibility, time.GetUtcNow(), cancellationToken);
            }

            joined.Add(subject with { Visibility = visibility });
        }

        return joined;
    }

    /// <summary>Private if anybody says so, else public if anybody does.</summary>
    internal static Visibility Join(Visibility one, Visibility other) =>
        one == Visibility.Private || other == Visibility.Private ? Visibility.Private
        : one == Visibility.Public || other == Visibility.Public ? Visibility.Public
        : Visibility.Unknown;
}
