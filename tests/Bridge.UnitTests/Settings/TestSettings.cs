using Bridge.Settings;
using Microsoft.Extensions.Configuration;

namespace Bridge.UnitTests.Settings;

/// <summary>The least that the bridge starts with, and what a test changes of it.</summary>
internal static class TestSettings
{
    public const string SigningSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    public static Dictionary<string, string?> Least => new()
    {
        ["IncidentIo:ApiKey"] = "the-api-key",
        ["IncidentIo:SigningSecrets:0"] = SigningSecret,
        ["Grafana:main:Url"] = "https://grafana.example",
        ["Grafana:main:Token"] = "the-grafana-token",
    };

    /// <summary>Reads the least settings with these set, or taken away when the value is null.</summary>
    public static BridgeSettings Read(params (string Key, string? Value)[] changes) => BridgeSettings.Read(Configuration(changes));

    /// <summary>What is wrong with the least settings after these changes.</summary>
    public static IReadOnlyList<SettingFault> Faults(params (string Key, string? Value)[] changes) =>
        Assert.Throws<InvalidSettingsException>(() => Read(changes)).Faults;

    private static IConfiguration Configuration(params (string Key, string? Value)[] changes)
    {
        var settings = Least;
        foreach (var (key, value) in changes)
        {
            settings[key] = value;
            if (value is null)
            {
                settings.Remove(key);
            }
        }

        return new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
    }
}
