using System.Globalization;

namespace Bridge.Store.Sqlite;

/// <summary>
/// Brings a database to the newest schema: numbered scripts, each applied once and in one transaction with the number that says so
/// (<c>PRAGMA user_version</c>).
/// </summary>
internal static class SqliteMigrations
{
    private static readonly IReadOnlyList<SchemaScript> Scripts = SchemaScript.ReadAll("Sqlite");

    /// <summary>The schema that this program works with.</summary>
    public static long NewestVersion => Scripts[^1].Version;

    /// <exception cref="StoreException">The database was written by a newer program.</exception>
    public static void Apply(SqliteSession session)
    {
        SchemaScript.RejectNewer(Version(session), NewestVersion);
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

    private static long Version(SqliteSession session) => (long)session.Scalar("PRAGMA user_version")!;
}
