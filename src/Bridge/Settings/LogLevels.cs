using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Bridge.Settings;

/// <summary>
/// The log levels in force. They are read again when the configuration changes; a change with a fault, which
/// <c>LiveSettings</c> tells, leaves the levels before it.
/// </summary>
internal sealed class LogLevels(IConfiguration configuration) : IConfigureOptions<LoggerFilterOptions>
{
    private IReadOnlyList<LoggerFilterRule> _rules = [];

    public void Configure(LoggerFilterOptions options)
    {
        var faults = new List<SettingFault>();
        var read = LoggingOptions.Read(new SettingsSection(configuration.GetSection(LoggingOptions.SectionName), LoggingOptions.SectionName, faults));
        _rules = faults.Count == 0 ? read.Rules : _rules;
        options.MinLevel = LogLevel.Information;
        foreach (var rule in _rules)
        {
            options.Rules.Add(rule);
        }
    }
}

internal static class LogLevelServices
{
    /// <summary>Reads log levels in place of .NET, which takes fewer words for them and ends the process on any other.</summary>
    public static void ReadLogLevels(this IServiceCollection services, IConfiguration configuration)
    {
        services.RemoveAll<IConfigureOptions<LoggerFilterOptions>>();
        services.AddSingleton<IConfigureOptions<LoggerFilterOptions>>(new LogLevels(configuration));
    }
}
