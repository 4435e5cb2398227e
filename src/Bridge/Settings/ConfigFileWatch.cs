namespace Bridge.Settings;

/// <summary>Reads the configuration file every few seconds. What comes of a change is told by whoever reads the settings again.</summary>
internal sealed class ConfigFileWatch(IConfiguration configuration, TimeProvider time, ILogger<ConfigFileWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (ConfigFile.Of(configuration) is not { } file)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look(file);
        }
    }

    /// <summary>One look. Nothing that goes wrong in it may end the process.</summary>
    private void Look(ConfigFile file)
    {
        try
        {
            file.Refresh();
        }
        catch (Exception exception)
        {
            // Whoever reads the settings again does so within the refresh.
            SettingsLog.SettingsRefused(logger, $"{ConfigOptions.SectionName}:{ConfigOptions.FileKey}", exception.GetBaseException().Message);
        }
    }
}
