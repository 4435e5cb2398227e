using System.Globalization;

namespace Bridge.Store.Sqlite;

/// <summary>
/// Brings a database to the newest schema: numbered scripts, each applied once and in one transaction with the number that says so
/// (<c>PRAGMA user_version</c>).
/// </summary>
internal static class SqliteMigrations
{
    /// <summary>In one statement: another process may make the tables at this moment.</summary>
    private const string SelectStrange =
        "SELECT name FROM sqlite_schema, pragma_user_version WHERE user_version = 0 AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' LIMIT 1";

    private static readonly IReadOnlyList<SchemaScript> Scripts = SchemaScript.ReadAll("Sqlite");

    /// <summary>The schema that this program works with.</summary>
    public static long NewestVersion => Scripts[^1].Version;

    /// <exception cref="StoreException">The database was written by a newer program.</exception>
    public static void Apply(SqliteSession session)
    {
        SchemaScript.RejectNewer(Version(session), NewestVersion);
        RejectStrange(session);
        while (Version(session) < NewestVersion)
        {
            // The version is read again under the lock: a command may start beside the bridge.
            session.Execute("BEGIN IMMEDIATE");
            var current = Version(session);
            if (Scripts.FirstOrDefault(script => script.Version > current) is { } script)
            {
                session.Execute(script.Sql);
                session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {script.Version}"));
            }

            session.Execute("COMMIT");
        }
    }

    /// <summary>A database that has tables, and no schema of ours, is another program's: the bridge's tables are not put among them.</summary>
    /// <exception cref="StoreException">It is.</exception>
    public static void RejectStrange(SqliteSession session)
    {
        if (session.Scalar(SelectStrange) is string table)
        {
            throw new StoreException($"It is the database of another program: it has a table {table}. Name a file of the bridge's own in Storage:Path.");
        }
    }

    /// <summary>The schema of a database; 0 when there is none yet.</summary>
    public static long Version(SqliteSession session) => (long)session.Scalar("PRAGMA user_version")!;
}
