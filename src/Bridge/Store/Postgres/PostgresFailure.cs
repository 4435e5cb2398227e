using Npgsql;

namespace Bridge.Store.Postgres;

/// <summary>Turns what Npgsql throws into what the store promises to throw.</summary>
internal static class PostgresFailure
{
    /// <summary>Whether the database, the way to it or its being closed is at fault, rather than the program.</summary>
    public static bool IsOfTheDatabase(Exception exception) =>
        exception is NpgsqlException or TimeoutException or IOException or ObjectDisposedException;

    /// <summary>
    /// Whether one of several rows is at fault, or another transaction that had to go first, so that the rows might do better one by one:
    /// data exceptions, broken constraints, deadlocks, and values that are too long.
    /// </summary>
    public static bool MayBeOfOneRow(Exception exception) =>
        exception is StoreException { InnerException: PostgresException { SqlState: var state } } && state[..2] is "22" or "23" or "40" or "54";

    public static StoreException Of(Exception exception) => new(Describe(exception), exception);

    /// <summary>What an operator needs to know. Npgsql names the host and the user, and never a password.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        PostgresException refusal => $"PostgreSQL refused: {refusal.MessageText} ({refusal.SqlState}).",
        ObjectDisposedException => "The store is closed.",
        { InnerException: { } inner } => $"PostgreSQL could not be asked: {exception.Message.TrimEnd('.')}: {inner.Message.TrimEnd('.')}.",
        _ => $"PostgreSQL could not be asked: {exception.Message.TrimEnd('.')}.",
    };
}
