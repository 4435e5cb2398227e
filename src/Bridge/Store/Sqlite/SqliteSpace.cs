using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Bridge.Store.Sqlite;

/// <summary>
/// Lets the file become smaller again. SQLite keeps the pages of what was deleted for what comes next; with
/// <c>auto_vacuum=INCREMENTAL</c> it gives them back a few at a time, when it is asked to.
/// </summary>
internal static class SqliteSpace
{
    /// <summary>A megabyte is not worth the work.</summary>
    private const long LeastFree = 256;

    /// <summary>64 MB: a file of that size is written anew in a second.</summary>
    private const long MostToConvert = 16_384;

    private const long Incremental = 2;

    /// <summary>Has an effect on a new file only, before anything is in it.</summary>
    public static void Prepare(SqliteSession session) => session.Execute("PRAGMA auto_vacuum = INCREMENTAL");

    /// <summary>
    /// Makes a file of an earlier version able to shrink, by writing it anew. One that is large stays as it is, since a start must not
    /// take minutes; and so does one that a command or a backup is reading, or for which the disk has no room, until the next start.
    /// </summary>
    public static void Convert(SqliteSession session, StoreAccess access)
    {
        if (access != StoreAccess.Bridge || Number(session, "auto_vacuum") == Incremental || Number(session, "page_count") > MostToConvert)
        {
            return;
        }

        try
        {
            Prepare(session);
            session.Execute("VACUUM");
        }
        catch (SqliteException)
        {
            // Nothing was changed, and everything else works.
        }
    }

    /// <summary>Gives pages back, in the transaction of the caller.</summary>
    /// <returns>How many.</returns>
    public static int GiveBack(SqliteSession session, int limit)
    {
        if (Number(session, "auto_vacuum") != Incremental)
        {
            return 0;
        }

        var free = Number(session, "freelist_count");
        var surplus = Math.Min(Surplus(Number(session, "page_count"), free), limit);
        if (surplus > 0)
        {
            // It returns a row a page, and works as they are read.
            session.Query(string.Create(CultureInfo.InvariantCulture, $"PRAGMA incremental_vacuum({surplus})"), _ => 0);
        }

        return (int)(free - Number(session, "freelist_count"));
    }

    /// <summary>What is free beyond an eighth of what is not: a file that shrinks and grows by the hour would only be work.</summary>
    public static long Surplus(long pages, long free) => Math.Max(0, free - Math.Max(LeastFree, (pages - free) / 8));

    private static long Number(SqliteSession session, string pragma) => (long)session.Scalar($"PRAGMA {pragma}")!;
}
