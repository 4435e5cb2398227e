using Bridge.Observability;

namespace Bridge.Settings;

/// <summary>What is said of settings that changed and cannot be used, by whoever finds it.</summary>
internal static partial class SettingsLog
{
    [LoggerMessage(EventIds.SettingsRefused, LogLevel.Error, "Changed settings are not in use: {Setting} {Problem}")]
    public static partial void SettingsRefused(ILogger logger, string setting, string problem);
}
