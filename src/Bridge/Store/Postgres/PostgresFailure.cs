using Npgsql;

namespace Bridge.Store.Postgres;

/// <summary>Turns what Npgsql throws into what the store promises to throw.</summary>
internal static class PostgresFailure
{
    /// <summary>How PgBouncer begins the refusal of what <c>Options</c> or <c>Search Path</c> sends when a connection begins.</summary>
    private const string UnsupportedStart = "unsupported startup parameter";

    /// <summary>Whether the database, the way to it or its being closed is at fault, rather than the program.</summary>
    public static bool IsOfTheDatabase(Exception exception) =>
        exception is NpgsqlException or TimeoutException or IOException or ObjectDisposedException;

    /// <summary>
    /// Whether one of several rows is at fault, or another transaction that had to go first, so that the rows might do better one by one:
    /// data exceptions, broken constraints, deadlocks, and values that are too long.
    /// </summary>
    public static bool MayBeOfOneRow(Exception exception) =>
        exception is StoreException { InnerException: PostgresException { SqlState: var state } } && state[..2] is "22" or "23" or "40" or "54";

    /// <summary>
    /// Whether the server answered as one that works does: then its connections are sound. Not so when it has become a standby (25006), shuts down,
    /// recovers, has no room or cannot read its disk (classes 08, 53, 57 and 58), and whenever the connection itself failed.
    /// </summary>
    /// <remarks>The classes are those of PostgreSQL's appendix A, "Error Codes".</remarks>
    public static bool IsOfTheStatement(Exception exception) =>
        exception is PostgresException { SqlState: var state } && state != PostgresErrorCodes.ReadOnlySqlTransaction && !IsOfTheServer(state);

    /// <summary>
    /// Whether it may pass by itself, since nobody has to change a setting, a role or a database: the server is away, starts, fails over or is full.
    /// </summary>
    public static bool MayPass(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => true,
        PostgresException refusal => IsOfTheServer(refusal.SqlState) && !IsUnsupportedStart(refusal),
        NpgsqlException { InnerException: AggregateException several } => several.InnerExceptions.Any(MayPass),
        StoreException problem => problem.MayPass,
        ObjectDisposedException => false,
        _ => true,
    };

    public static StoreException Of(Exception exception) => new(Describe(exception), exception) { MayPass = MayPass(exception) };

    /// <summary>What an operator needs to know. Npgsql names the host and the user, and never a password.</summary>
    public static string Describe(Exception exception) => Words(exception).ReplaceLineEndings(" ");

    /// <summary>Whether the server refuses a session for what the connection string says of it (<c>Options</c>, <c>Timezone</c>, <c>Client Encoding</c>).</summary>
    public static bool IsOfTheConnectionString(Exception exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.InvalidParameterValue or PostgresErrorCodes.SyntaxError or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.CantChangeRuntimeParam,
    };

    private static string Words(Exception exception) => exception switch
    {
        PostgresException refusal when IsUnsupportedStart(refusal) =>
            $"The pooler refused: {refusal.MessageText}. Take Options and Search Path out of Storage:ConnectionString, and set what they say for the role (ALTER ROLE … SET …).",
        PostgresException { SqlState: PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn } refusal =>
            $"PostgreSQL refused: {refusal.MessageText} ({refusal.SqlState}). The tables are another program's, or not complete: give the bridge a database or a schema of its own.",
        PostgresException refusal => $"PostgreSQL refused: {refusal.MessageText} ({refusal.SqlState}).",
        ObjectDisposedException => "The store is closed.",
        StoreException => exception.Message,
        { InnerException: AggregateException several } => $"PostgreSQL could not be asked on any host: {string.Join(' ', several.InnerExceptions.Select(Describe).Distinct())}",
        { InnerException: { } inner } => $"PostgreSQL could not be asked: {exception.Message.TrimEnd('.')}: {inner.Message.TrimEnd('.')}.",
        _ => $"PostgreSQL could not be asked: {exception.Message.TrimEnd('.')}.",
    };

    private static bool IsOfTheServer(string state) => state[..2] is "08" or "53" or "57" or "58";

    private static bool IsUnsupportedStart(PostgresException refusal) =>
        refusal.MessageText.StartsWith(UnsupportedStart, StringComparison.OrdinalIgnoreCase);
}
