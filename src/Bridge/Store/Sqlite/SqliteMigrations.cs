using System.Globalization;

namespace Bridge.Store.Sqlite;

/// <summary>
/// Brings a database to the newest schema: numbered scripts, each applied once and in one transaction with the number that says so
/// (<c>PRAGMA user_version</c>).
/// </summary>
internal static class SqliteMigrations
{
    private const string Folder = ".Store.Sqlite.Migrations.";

    private static readonly (long Version, string Resource)[] Scripts =
    [
        .. typeof(SqliteMigrations).Assembly.GetManifestResourceNames()
            .Where(name => name.Contains(Folder, StringComparison.Ordinal))
            .Select(name => (VersionOf(name), name))
            .OrderBy(script => script.Item1),
    ];

    /// <summary>The schema that this program works with.</summary>
    public static long NewestVersion => Scripts[^1].Version;

    /// <exception cref="StoreException">The database was written by a newer program.</exception>
    public static void Apply(SqliteSession session)
    {
        var current = (long)session.Scalar("PRAGMA user_version")!;
        if (current > NewestVersion)
        {
            throw new StoreException(
                $"The database has schema {current}, and this program knows up to {NewestVersion}. Run the newer version, or restore the backup made before it.");
        }

        foreach (var (version, resource) in Scripts.Where(script => script.Version > current))
        {
            session.Execute("BEGIN IMMEDIATE");
            session.Execute(ReadScript(resource));
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
            session.Execute("COMMIT");
        }
    }

    private static long VersionOf(string resource)
    {
        var file = resource[(resource.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..];
        return long.Parse(file.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static string ReadScript(string resource)
    {
        using var stream = typeof(SqliteMigrations).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
