using Bridge.Settings;
using Npgsql;

namespace Bridge.Store.Postgres;

/// <summary>Makes connections from <c>Storage:ConnectionString</c>.</summary>
internal static class PostgresConnections
{
    /// <summary>
    /// What holds unless the operator's connection string says otherwise. A write waits for a connection, for its answer and for a
    /// cancelled statement to end: 12 seconds together, less than the sender's patience of 15.
    /// </summary>
    /// <remarks>
    /// A commit that is not on the disk would break the store's promise, and another isolation would fail where this one waits, so
    /// neither is left to the server's defaults. The pool is small because the replicas share the server's connections.
    /// </remarks>
    private const string Defaults =
        "Application Name=incident-bridge;Timeout=4;Command Timeout=7;Cancellation Timeout=1000;Maximum Pool Size=16;"
        + "Max Auto Prepare=32;Auto Prepare Min Usages=2;"
        + @"Options=-c synchronous_commit=on -c default_transaction_isolation=read\ committed;";

    /// <summary>A pool for the store. Statements are prepared once they come again.</summary>
    /// <param name="connectionString">Asked for the password at each new connection, so that a changed one needs no restart.</param>
    public static NpgsqlDataSource ForStore(Func<Secret> connectionString) => Build(Parse(connectionString()), connectionString);

    /// <summary>A connection of its own for <c>LISTEN</c>, which asks the server for a sign of life every 15 seconds.</summary>
    /// <inheritdoc cref="ForStore"/>
    public static NpgsqlDataSource ForListening(Func<Secret> connectionString)
    {
        var settings = Parse(connectionString());
        settings.Pooling = false;
        settings.KeepAlive = 15;
        return Build(settings, connectionString);
    }

    /// <summary>The operator's connection string over the defaults: of a keyword that comes twice, the later one counts.</summary>
    /// <exception cref="ArgumentException">It is not a connection string. The message may hold a part of it.</exception>
    public static NpgsqlConnectionStringBuilder Parse(Secret connectionString) => new(Defaults + connectionString.Reveal());

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings, Func<Secret> connectionString)
    {
        var hasPassword = !string.IsNullOrEmpty(settings.Password);
        settings.Password = null;
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        builder.EnableTransportSecurity();
        if (hasPassword)
        {
            builder.UsePasswordProvider(
                _ => Password(),
                (_, _) => ValueTask.FromResult(Password()));
        }

        return builder.Build();

        string Password() => Parse(connectionString()).Password ?? "";
    }
}
