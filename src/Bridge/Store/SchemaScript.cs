using System.Globalization;

namespace Bridge.Store;

/// <summary>A numbered script that brings a database from the schema before it to its own.</summary>
internal sealed record SchemaScript(long Version, string Sql)
{
    /// <summary>The scripts of a store, which are embedded from <c>Store/{store}/Migrations/0001-what-it-does.sql</c> and so on, in order.</summary>
    public static IReadOnlyList<SchemaScript> ReadAll(string store)
    {
        var folder = $".Store.{store}.Migrations.";
        return
        [
            .. typeof(SchemaScript).Assembly.GetManifestResourceNames()
                .Where(name => name.Contains(folder, StringComparison.Ordinal))
                .Select(name => new SchemaScript(VersionOf(name, folder), Read(name)))
                .OrderBy(script => script.Version),
        ];
    }

    /// <exception cref="StoreException">The database was written by a newer program.</exception>
    public static void RejectNewer(long current, long newest)
    {
        if (current > newest)
        {
            throw new StoreException(
                $"The database has schema {current}, and this program knows up to {newest}. Run the newer version, or restore the backup made before it.");
        }
    }

    private static long VersionOf(string resource, string folder)
    {
        var file = resource.AsSpan(resource.IndexOf(folder, StringComparison.Ordinal) + folder.Length);
        return long.Parse(file[..4], NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private static string Read(string resource)
    {
        using var stream = typeof(SchemaScript).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
