using System.Text.Json;

namespace Bridge.Settings;

/// <summary>What is wrong with a file of settings that .NET could not read.</summary>
internal static class BrokenFile
{
    private const string Name = "appsettings.json";

    /// <param name="exception">Of .NET's reader, which has the cause inside.</param>
    public static SettingFault Of(Exception exception) => exception.GetBaseException() switch
    {
        JsonException { LineNumber: { } line } => new SettingFault($"{Name}:{line + 1}", "is not JSON from here on."),
        UnauthorizedAccessException => new SettingFault(Name, "may not be read by this user."),
        FormatException or InvalidDataException => new SettingFault(Name, "holds JSON that is no object of settings, or a key twice."),
        var cause => new SettingFault(Name, $"cannot be read: {cause.Message}"),
    };
}
