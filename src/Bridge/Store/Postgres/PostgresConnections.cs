using Bridge.Settings;
using Npgsql;

namespace Bridge.Store.Postgres;

/// <summary>Makes connections from <c>Storage:ConnectionString</c>.</summary>
internal static class PostgresConnections
{
    /// <summary>
    /// What holds unless the operator's connection string says otherwise. A write waits for a connection and for its answer: 11 seconds together,
    /// less than the sender's patience of 15. The pool is small because the replicas share the server's connections. Which of several hosts is
    /// the primary is looked up anew after each failure (<see cref="PostgresPool.Drop"/>), and so not every ten seconds.
    /// </summary>
    private const string Defaults =
        "Application Name=incident-bridge;Timeout=4;Command Timeout=7;Maximum Pool Size=16;Max Auto Prepare=32;Auto Prepare Min Usages=2;"
        + "Host Recheck Seconds=60;";

    /// <summary>One session more than the statements of one replica are proved to be sessions with.</summary>
    private const int SmallestPool = 2;

    /// <summary>A pool for the store. Statements are prepared once they come again.</summary>
    /// <param name="connectionString">
    /// Asked for the password at each new connection, and for the user by <see cref="PostgresPool.Renew"/>, so that changed ones need no restart.
    /// </param>
    public static PostgresPool ForStore(Func<Secret> connectionString)
    {
        var settings = Parse(connectionString());
        var patience = TimeSpan.FromSeconds(settings.CommandTimeout);
        settings.MaxPoolSize = Math.Max(settings.MaxPoolSize, SmallestPool);
        return PoolOf(settings, connectionString, patience);
    }

    /// <summary>A connection of its own for <c>LISTEN</c>, which asks the server for a sign of life every 15 seconds.</summary>
    /// <inheritdoc cref="ForStore"/>
    public static PostgresPool ForListening(Func<Secret> connectionString)
    {
        var settings = Parse(connectionString());
        settings.Pooling = false;
        settings.KeepAlive = 15;
        return PoolOf(settings, connectionString, TimeSpan.Zero);
    }

    /// <summary>The operator's connection string, in either form, over the defaults: of a keyword that comes twice, the later one counts.</summary>
    /// <exception cref="ArgumentException">It is not a connection string. The message may hold a part of it.</exception>
    public static NpgsqlConnectionStringBuilder Parse(Secret connectionString)
    {
        var text = connectionString.Reveal();
        if (!PostgresAddress.Is(text))
        {
            return new NpgsqlConnectionStringBuilder(Defaults + text);
        }

        var settings = new NpgsqlConnectionStringBuilder(Defaults);
        foreach (var (_, keyword, value) in PostgresAddress.Read(text).Settings)
        {
            settings[keyword] = value;
        }

        return settings;
    }

    /// <summary>The same database for another user, or with another password, in Npgsql's form.</summary>
    public static Secret With(Secret connectionString, string? user, Secret? password)
    {
        if (user is null && password is null)
        {
            return connectionString;
        }

        var settings = Parse(connectionString);
        settings.Username = user ?? settings.Username;
        settings.Password = password?.Reveal() ?? settings.Password;
        return new Secret(settings.ConnectionString);
    }

    public static bool HasPassword(Secret connectionString) =>
        Parse(connectionString) is { Password: { Length: > 0 } } or { Passfile: { Length: > 0 } };

    /// <summary>Holds some keywords against each other. Nothing is opened.</summary>
    /// <exception cref="InvalidOperationException">They exclude each other.</exception>
    /// <exception cref="NotSupportedException">The bridge has no use for one of them.</exception>
    public static void Validate(Secret connectionString) => Build(Parse(connectionString), () => connectionString).Dispose();

    private static PostgresPool PoolOf(NpgsqlConnectionStringBuilder settings, Func<Secret> connectionString, TimeSpan patience) =>
        new(() => Build(settings, connectionString), () => Parse(connectionString()).Username, patience);

    /// <summary>With the user of now; everything else that the connection string says is that of the start.</summary>
    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings, Func<Secret> connectionString)
    {
        var login = Parse(connectionString());
        var hasPassword = !string.IsNullOrEmpty(login.Password);
        (settings.Username, settings.Password) = (login.Username, null);

        // A reset would undo what the session was prepared with, and the store leaves nothing behind that would need one.
        settings.NoResetOnClose = true;
        settings.Multiplexing = false;

        // The pool asks for the one that takes writes, which Npgsql has no keyword for here.
        settings.TargetSessionAttributes = null;
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        builder.EnableTransportSecurity();
        builder.UsePhysicalConnectionInitializer(
            _ => throw new NotSupportedException("Connections are opened asynchronously."), PostgresSession.PrepareAsync);
        if (hasPassword)
        {
            builder.UsePasswordProvider(
                _ => Password(),
                (_, _) => ValueTask.FromResult(Password()));
        }

        return settings.Host?.Contains(',', StringComparison.Ordinal) == true ? builder.BuildMultiHost() : builder.Build();

        // Never the password of one user with the name of another: both change at once, and this is asked in between.
        string Password()
        {
            var current = Parse(connectionString());
            login = current.Username == login.Username ? current : login;
            return login.Password ?? "";
        }
    }
}
