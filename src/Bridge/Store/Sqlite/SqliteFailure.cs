using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bridge.Store.Sqlite;

/// <summary>What SQLite's refusals mean.</summary>
internal static class SqliteFailure
{
    /// <summary>Whether one of several rows is at fault: broken constraints, and values that are too long or of the wrong type.</summary>
    public static bool MayBeOfOneRow(Exception exception) => exception is StoreException
    {
        InnerException: SqliteException { SqliteErrorCode: raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH },
    };
}
