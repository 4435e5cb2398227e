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
    /// The PostgreSQL database, in the form <c>Host=…;Database=…;Username=…;Password=…</c>. The password is read again when it changes.
    /// None when the provider is another.
    /// </summary>
    public Secret? ConnectionString { get; init; }

    public static StorageOptions Read(SettingsSection section)
    {
        var defaults = new StorageOptions();
        var options = new StorageOptions
        {
            Provider = section.Choice("Provider", defaults.Provider),
            Path = section.Text("Path", defaults.Path),
            ConnectionString = section.OptionalText("ConnectionString") is { } text ? new Secret(text) : null,
        };
        switch (options.Provider)
        {
            case StorageProvider.Sqlite:
                CheckPath(section, options.Path);
                break;
            case StorageProvider.Postgres:
                CheckConnectionString(section, options.ConnectionString);
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

    private static void CheckConnectionString(SettingsSection section, Secret? connectionString)
    {
        if (connectionString is null)
        {
            section.Fault("ConnectionString", "is required: Host=…;Database=…;Username=…;Password=….");
        }
        else if (PostgresKeywords.ProblemOf(connectionString) is { } problem)
        {
            section.Fault("ConnectionString", problem);
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
