using Bridge.Vocabulary;

namespace Bridge.Subjects;

/// <summary>Something in an answer that could not be read.</summary>
/// <param name="Subject">Of which subject, if that is known.</param>
/// <param name="Path">The member, such as <c>incidents[].severity.rank</c>. Never has anything of the answer in it.</param>
/// <param name="IsUnreadable">Whether the subject is left out for it; otherwise the member counts as not set.</param>
internal sealed record ReadingFault(SubjectId? Subject, string Path, bool IsUnreadable);
