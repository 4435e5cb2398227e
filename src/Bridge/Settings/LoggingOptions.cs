using Microsoft.Extensions.Logging.Console;

namespace Bridge.Settings;

/// <summary>What is logged, and how a line looks. The names are those of .NET's logging; the levels may also be written as other programs do.</summary>
internal sealed record LoggingOptions
{
    public const string SectionName = SectionNames.Logging;

    private const string Levels = "LogLevel";

    /// <summary>The name that stands for all categories.</summary>
    private const string AllCategories = "Default";

    private static readonly (string Word, LogLevel Level)[] Words =
    [
        ("trace", LogLevel.Trace),
        ("debug", LogLevel.Debug),
        ("info", LogLevel.Information),
        ("information", LogLevel.Information),
        ("warn", LogLevel.Warning),
        ("warning", LogLevel.Warning),
        ("error", LogLevel.Error),
        ("critical", LogLevel.Critical),
        ("none", LogLevel.None),
    ];

    /// <summary>The least level of each category; the last rule that fits best counts.</summary>
    public IReadOnlyList<LoggerFilterRule> Rules { get; init; } = [];

    /// <summary>How a line looks: <c>json</c>, <c>simple</c> or <c>systemd</c>. None: as the output asks for.</summary>
    public LogFormat? Format { get; init; }

    public static LoggingOptions Read(SettingsSection section)
    {
        var console = section.Section("Console");
        var options = new LoggingOptions
        {
            Rules = [.. RulesIn(section.Section(Levels), provider: null), .. RulesIn(console.Section(Levels), "Console")],
            Format = console.OptionalText("FormatterName") is null ? null : console.Choice("FormatterName", LogFormat.Json),
        };
        ReadLooks(console.Section("FormatterOptions"));
        console.RejectUnknownKeys();
        section.RejectUnknownKeys();
        return options;
    }

    /// <summary>.NET reads these itself, and ends the process when it cannot.</summary>
    private static void ReadLooks(SettingsSection section)
    {
        _ = section.Flag("IncludeScopes", fallback: false);
        _ = section.Flag("SingleLine", fallback: false);
        _ = section.Flag("UseUtcTimestamp", fallback: false);
        _ = section.OptionalText("TimestampFormat");
        _ = section.Choice("ColorBehavior", LoggerColorBehavior.Default);
        section.RejectUnknownKeys();
    }

    private static IEnumerable<LoggerFilterRule> RulesIn(SettingsSection section, string? provider)
    {
        foreach (var (category, value) in section.Values())
        {
            var level = Words.Where(word => word.Word.Equals(value, StringComparison.OrdinalIgnoreCase)).Select(word => (LogLevel?)word.Level).FirstOrDefault();
            if (level is null)
            {
                section.Fault(category, "is not one of trace, debug, info, warn, error, critical, none.");
                continue;
            }

            var isForAll = category.Equals(AllCategories, StringComparison.OrdinalIgnoreCase);
            yield return new LoggerFilterRule(provider, isForAll ? null : category, level, filter: null);
        }
    }
}

/// <summary>How a log line looks.</summary>
internal enum LogFormat
{
    /// <summary>One JSON document per line.</summary>
    Json,

    /// <summary>For a person.</summary>
    Simple,

    /// <summary>For journald: with the level as a number in front.</summary>
    Systemd,
}
