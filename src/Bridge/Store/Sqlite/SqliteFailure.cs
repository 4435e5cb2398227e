using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bridge.Store.Sqlite;

/// <summary>What SQLite's refusals mean.</summary>
internal static class SqliteFailure
{
    /// <summary>What is said when <see cref="IsMissingLibrary"/>.</summary>
    public const string MissingLibrary =
        "libe_sqlite3.so, SQLite's library, is not beside the program or does not fit this machine. Copy it from the release together with the program.";

    /// <summary>Whether SQLite itself is not there.</summary>
    public static bool IsMissingLibrary(Exception exception) =>
        exception.GetBaseException() is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException;

    /// <summary>Whether one of several rows is at fault: broken constraints, and values that are too long or of the wrong type.</summary>
    public static bool MayBeOfOneRow(Exception exception) => exception is StoreException
    {
        InnerException: SqliteException { SqliteErrorCode: raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH },
    };
}
