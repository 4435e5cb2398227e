using Bridge.Observability;

namespace Bridge.Settings;

/// <summary>
/// Reads the secrets directory every few seconds. What cannot be read is told once, and again when it is well; until then the settings
/// from before stay in force.
/// </summary>
internal sealed partial class SecretFilesWatch(IConfiguration configuration, TimeProvider time, ILogger<SecretFilesWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private string? _failing;

    /// <summary>One look. Nothing that goes wrong in it may end the process.</summary>
    internal void Look(SecretFiles files)
    {
        try
        {
            files.Refresh();
            TellFaults(files);
            TellIgnored(files);
        }
        catch (Exception exception)
        {
            // Whoever reads the settings again does so within the refresh.
            Tell(exception.GetBaseException().Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (SecretFiles.Of(configuration) is not { } files)
        {
            return;
        }

        TellIgnored(files);
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look(files);
        }
    }

    private void TellFaults(SecretFiles files)
    {
        if (files.Faults.Count > 0)
        {
            Tell(string.Join(' ', files.Faults));
        }
        else if (_failing is not null)
        {
            _failing = null;
            Log.ReadAgain(logger);
        }
    }

    private void Tell(string problem)
    {
        if (_failing != problem)
        {
            _failing = problem;
            Log.Failing(logger, problem);
        }
    }

    private void TellIgnored(SecretFiles files)
    {
        var others = files.Ignored.Where(_told.Add).ToList();
        if (others.Count > 0)
        {
            Log.Ignored(logger, string.Join(", ", others));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.SecretFilesFailing, LogLevel.Error, "The secrets directory could not be read; the settings before it stay in use: {Problem}")]
        public static partial void Failing(ILogger logger, string problem);

        [LoggerMessage(EventIds.SecretFilesReadAgain, LogLevel.Information, "The secrets directory can be read again.")]
        public static partial void ReadAgain(ILogger logger);

        [LoggerMessage(
            EventIds.SecretFilesIgnored,
            LogLevel.Warning,
            "Files in Secrets:Directory that are ignored, since their names begin with no section of settings: {Names}.")]
        public static partial void Ignored(ILogger logger, string names);
    }
}
