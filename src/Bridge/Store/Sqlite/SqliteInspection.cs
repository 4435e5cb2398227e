using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Bridge.Store.Sqlite;

/// <summary>Opens a database beside a bridge that may be running, and leaves in it what was there.</summary>
internal static class SqliteInspection
{
    /// <summary>A gigabyte is read in seconds; of more, only what a bridge touches is looked at.</summary>
    private const long MostPagesToRead = 262_144;

    /// <returns>What was found, as a sentence.</returns>
    /// <exception cref="StoreException">The bridge could not be started on this file.</exception>
    public static string Inspect(string path)
    {
        try
        {
            using var session = new SqliteSession(new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = SqliteOpenMode.ReadWrite,
                DefaultTimeout = 5,
                Pooling = false,
            }.ToString());
            var schema = SqliteMigrations.Version(session);
            SchemaScript.RejectNewer(schema, SqliteMigrations.NewestVersion);
            SqliteMigrations.RejectStrange(session);
            RejectDamaged(session, path);
            Write(session, schema);
            var use = SqliteLock.IsHeld(path) ? " A bridge is using it." : "";
            return schema == 0
                ? $"{path} is there and empty; its tables would be made at the next start."
                : string.Create(CultureInfo.InvariantCulture, $"{path} is there and may be written, schema {schema}.{use}");
        }
        catch (SqliteException exception)
        {
            throw new StoreException($"{path} cannot be used: {exception.Message.TrimEnd('.')}. Check Storage:Path.", exception);
        }
        catch (Exception exception) when (SqliteFailure.IsMissingLibrary(exception))
        {
            throw new StoreException(SqliteFailure.MissingLibrary, exception);
        }
    }

    private static void RejectDamaged(SqliteSession session, string path)
    {
        if (session.Scalar("PRAGMA page_count") is long and <= MostPagesToRead
            && session.Scalar("PRAGMA quick_check(1)") is string finding and not "ok")
        {
            throw new StoreException($"{path} is damaged: {finding.ReplaceLineEndings(" ")}. Restore a backup, or move the file away: what Grafana has is found again.");
        }
    }

    /// <summary>What a start would migrate is not migrated now: it is only found out whether it could be written.</summary>
    private static void Write(SqliteSession session, long schema)
    {
        if (schema == SqliteMigrations.NewestVersion)
        {
            SqliteProbe.Prove(session);
        }
        else
        {
            session.Execute("BEGIN IMMEDIATE");
            session.Execute("ROLLBACK");
        }
    }
}
