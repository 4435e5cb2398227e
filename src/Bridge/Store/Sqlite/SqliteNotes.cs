using Bridge.Vocabulary;

namespace Bridge.Store.Sqlite;

/// <summary>What is noted of subjects, inside a transaction of the caller.</summary>
internal static class SqliteNotes
{
    public const string Forget = "DELETE FROM subjects WHERE subject_id = $id";

    public const string ForgetParents = "DELETE FROM parents WHERE subject_id = $id";

    public const string Select = "SELECT subject_id, visibility FROM subjects WHERE subject_id = $id";

    public const string SelectChildren = "SELECT subject_id FROM parents WHERE parent_id = $id ORDER BY subject_id";

    /// <summary>The alphabet is on the side of privacy.</summary>
    private const string Upsert = """
        INSERT INTO subjects (subject_id, visibility, noted_at) VALUES ($id, $visibility, $now)
        ON CONFLICT (subject_id) DO UPDATE SET visibility = min(visibility, excluded.visibility), noted_at = excluded.noted_at
        """;

    private const string Relate = """
        INSERT INTO parents (parent_id, subject_id, noted_at) VALUES ($parent, $id, $now)
        ON CONFLICT (parent_id, subject_id) DO UPDATE SET noted_at = excluded.noted_at
        """;

    public static IReadOnlyDictionary<SubjectId, Visibility> Read(SqliteSession session, IReadOnlyCollection<SubjectId> subjects) => subjects
        .Distinct()
        .SelectMany(subject => session.Query(Select, StoreRows.ReadVisibility, ("$id", subject.ToString())))
        .OfType<KeyValuePair<SubjectId, Visibility>>()
        .ToDictionary();

    public static int Note(SqliteSession session, SubjectId subject, Visibility visibility, DateTimeOffset now) => visibility == Visibility.Unknown
        ? 0
        : session.Execute(Upsert, ("$id", subject.ToString()), ("$visibility", Labels.Of(visibility)), ("$now", now.ToUnixTimeMilliseconds()));

    public static int NoteParents(SqliteSession session, SubjectId subject, IReadOnlyCollection<SubjectId> parents, DateTimeOffset now) =>
        parents.Sum(parent => session.Execute(
            Relate, ("$parent", parent.ToString()), ("$id", subject.ToString()), ("$now", now.ToUnixTimeMilliseconds())));

    public static IReadOnlyList<SubjectId> ReadChildren(SqliteSession session, SubjectId parent) =>
        [.. session.Query(SelectChildren, StoreRows.ReadSubject, ("$id", parent.ToString())).OfType<SubjectId>()];
}
