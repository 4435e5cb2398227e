namespace Bridge.Store.Sqlite;

/// <summary><see cref="StoreProbe"/> on SQLite.</summary>
internal static class SqliteProbe
{
    /// <summary>Writes to every table, in the transaction of the caller.</summary>
    public static int Write(SqliteSession session)
    {
        var id = StoreProbe.NewId();
        return session.Execute(SqliteUpkeepQueries.Sign)
            + StoreProbe.Statements.Sum(statement => session.Execute(statement, (StoreProbe.Parameter, id)));
    }

    /// <summary>The same in a transaction of its own, which ends on the disk.</summary>
    public static void Prove(SqliteSession session)
    {
        session.Execute("BEGIN IMMEDIATE");
        Write(session);
        session.Execute("COMMIT");
    }
}
