using Bridge.Settings;
using Bridge.Store.Postgres;

namespace Bridge.Store;

/// <summary>Where webhooks, work and the ledger of annotations are kept.</summary>
internal sealed record StorageOptions
{
    public const string SectionName = SectionNames.Storage;

    public StorageProvider Provider { get; init; } = StorageProvider.Sqlite;

    /// <summary>The SQLite file, made on the first start. It must lie on a local disk: WAL does not work over a network.</summary>
    public string Path { get; init; } = "data/bridge.db";

    /// <summary>
    /// The PostgreSQL database, as an address (<c>postgres://…</c>) or in Npgsql's form (<c>Host=…;Database=…;Username=…;Password=…</c>). The user and
    /// the password are read again when they change. None when the provider is another.
    /// </summary>
    public Secret? ConnectionString { get; init; }

    /// <summary>Who signs in, if the connection string does not say or says otherwise. Read again when it changes.</summary>
    public string? User { get; init; }

    /// <summary>The password beside a connection string without one. Read again when it changes.</summary>
    public Secret? Password { get; init; }

    /// <summary>The PostgreSQL database with the user and the password that stand beside it. None when the provider is another.</summary>
    public Secret? Database() => ConnectionString is null ? null : PostgresConnections.With(ConnectionString, User, Password);

    public static StorageOptions Read(SettingsSection section)
    {
        var defaults = new StorageOptions();
        var options = new StorageOptions
        {
            Provider = section.Choice("Provider", defaults.Provider),
            Path = section.Text("Path", defaults.Path),
            ConnectionString = section.OptionalSecret("ConnectionString"),
            User = section.OptionalText("User"),
            Password = section.OptionalSecret("Password"),
        };
        switch (options.Provider)
        {
            case StorageProvider.Sqlite:
                CheckPath(section, options.Path);
                break;
            case StorageProvider.Postgres:
                CheckDatabase(section, options);
                break;
        }

        section.RejectUnknownKeys();
        return options;
    }

    private static void CheckPath(SettingsSection section, string path)
    {
        if (path.Contains(":memory:", StringComparison.OrdinalIgnoreCase)
            || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            section.Fault("Path", "is not a plain file path; what is in memory is lost at a restart.");
        }
        else if (System.IO.Path.EndsInDirectorySeparator(path) || Directory.Exists(path))
        {
            section.Fault("Path", "is a folder; name the file in it, for example bridge.db.");
        }
    }

    private static void CheckDatabase(SettingsSection section, StorageOptions options)
    {
        if (options.ConnectionString is not { } connectionString)
        {
            section.Fault("ConnectionString", "is required: postgres://user:password@host:5432/database or Host=…;Database=…;Username=…;Password=….");
        }
        else if (PostgresKeywords.ProblemOf(connectionString) is { } problem)
        {
            section.Fault("ConnectionString", problem);
        }
        else if (options.Password is not null && PostgresConnections.HasPassword(connectionString))
        {
            section.Fault("Password", "is set, and Storage:ConnectionString has a password or a file of passwords too: keep one.");
        }
    }
}

/// <summary>The database behind the store.</summary>
internal enum StorageProvider
{
    /// <summary>One file, one replica.</summary>
    Sqlite,

    /// <summary>A server that any number of replicas share.</summary>
    Postgres,
}
