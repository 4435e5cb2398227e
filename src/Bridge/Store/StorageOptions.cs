using Bridge.Settings;

namespace Bridge.Store;

/// <summary>Where webhooks, work and the ledger of annotations are kept.</summary>
internal sealed record StorageOptions
{
    public const string SectionName = "Storage";

    public StorageProvider Provider { get; init; } = StorageProvider.Sqlite;

    /// <summary>The SQLite file, made on the first start. It must lie on a local disk: WAL does not work over a network.</summary>
    public string Path { get; init; } = "data/bridge.db";

    public static StorageOptions Read(SettingsSection section)
    {
        var defaults = new StorageOptions();
        var options = new StorageOptions
        {
            Provider = section.Choice("Provider", defaults.Provider),
            Path = section.Text("Path", defaults.Path),
        };
        if (options.Path.Contains(":memory:", StringComparison.OrdinalIgnoreCase)
            || options.Path.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            section.Fault("Path", "is not a plain file path; what is in memory is lost at a restart.");
        }
        else if (System.IO.Path.EndsInDirectorySeparator(options.Path))
        {
            section.Fault("Path", "is a folder; name the file in it, for example bridge.db.");
        }

        section.RejectUnknownKeys();
        return options;
    }
}

/// <summary>The database behind the store.</summary>
internal enum StorageProvider
{
    /// <summary>One file, one replica.</summary>
    Sqlite,
}
