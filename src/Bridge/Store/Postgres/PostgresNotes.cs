using Bridge.Vocabulary;
using static Bridge.Store.Postgres.PostgresDatabase;

namespace Bridge.Store.Postgres;

/// <summary>What is noted of subjects.</summary>
internal static class PostgresNotes
{
    public const string Select = "SELECT subject_id, visibility FROM subjects WHERE subject_id = ANY (string_to_array(@ids, ','))";

    public const string SelectChildren = "SELECT subject_id FROM parents WHERE parent_id = @id ORDER BY subject_id";

    /// <summary>The alphabet is on the side of privacy.</summary>
    public const string Upsert = """
        INSERT INTO subjects AS subject (subject_id, visibility, noted_at) VALUES (@id, @visibility, @now)
        ON CONFLICT (subject_id) DO UPDATE SET visibility = least(subject.visibility, excluded.visibility), noted_at = excluded.noted_at
        """;

    public const string Relate = """
        INSERT INTO parents (parent_id, subject_id, noted_at)
        SELECT parent, @id, @now FROM unnest(string_to_array(@parents, ',')) AS given (parent) ORDER BY parent COLLATE "C"
        ON CONFLICT (parent_id, subject_id) DO UPDATE SET noted_at = excluded.noted_at
        """;

    public static async Task<IReadOnlyDictionary<SubjectId, Visibility>> ReadAsync(PostgresDatabase database, IReadOnlyCollection<SubjectId> subjects) =>
        (await database.QueryAsync(Select, StoreRows.ReadVisibility, Text("ids", string.Join(',', subjects.Distinct()))))
            .OfType<KeyValuePair<SubjectId, Visibility>>().ToDictionary();

    public static Task NoteAsync(PostgresDatabase database, SubjectId subject, Visibility visibility, DateTimeOffset now) => visibility == Visibility.Unknown
        ? Task.CompletedTask
        : database.ExecuteAsync(Upsert, Text("id", subject.ToString()), Text("visibility", Labels.Of(visibility)), Time("now", now));

    public static Task NoteParentsAsync(PostgresDatabase database, SubjectId subject, IReadOnlyCollection<SubjectId> parents, DateTimeOffset now) =>
        parents.Count == 0
            ? Task.CompletedTask
            : database.ExecuteAsync(Relate, Text("id", subject.ToString()), Text("parents", string.Join(',', parents.Distinct())), Time("now", now));

    public static async Task<IReadOnlyList<SubjectId>> ReadChildrenAsync(PostgresDatabase database, SubjectId parent) =>
        [.. (await database.QueryAsync(SelectChildren, StoreRows.ReadSubject, Text("id", parent.ToString()))).OfType<SubjectId>()];
}
