using Microsoft.Extensions.FileProviders;

namespace Bridge.Settings;

/// <summary>The files below <see cref="SecretsOptions.Directory"/> as configuration.</summary>
internal static class SecretFiles
{
    /// <summary>Adds the files of the directory that the configuration so far names, if there is one, and reads them when they change.</summary>
    public static void AddSecretFiles(this IConfigurationManager configuration)
    {
        var directory = configuration[$"{SecretsOptions.SectionName}:{nameof(SecretsOptions.Directory)}"]?.Trim();
        if (!Directory.Exists(directory))
        {
            // The check of the settings says so, together with all other faults.
            return;
        }

        configuration.AddKeyPerFile(source =>
        {
            // Kubernetes replaces a mounted secret by moving a link whose name begins with a dot. .NET's watcher passes over such
            // names, and would never hear of a rotated secret; looking every few seconds sees it.
            source.FileProvider = new PhysicalFileProvider(Path.GetFullPath(directory))
            {
                UsePollingFileWatcher = true,
                UseActivePolling = true,
            };
            source.Optional = true;
            source.ReloadOnChange = true;
        });
    }
}
