using Bridge.Observability;

namespace Bridge.Settings;

/// <summary>What is logged, and how a line looks. The categories are those of .NET's logging; the levels may also be written as other programs do.</summary>
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

    private LoggingOptions(IReadOnlyList<LoggerFilterRule> rules) => Rules = rules;

    /// <summary>The least level of each category; the last rule that fits best counts.</summary>
    public IReadOnlyList<LoggerFilterRule> Rules { get; }

    /// <summary>How a line looks. None: text on a terminal, JSON everywhere else.</summary>
    public LogFormat? Format { get; init; }

    public static LoggingOptions Read(SettingsSection section)
    {
        var options = new LoggingOptions([.. RulesIn(section.Section(Levels))])
        {
            Format = section.OptionalText("Format") is null ? null : section.Choice("Format", LogFormat.Json),
        };
        section.RejectUnknownKeys();
        return options;
    }

    private static IEnumerable<LoggerFilterRule> RulesIn(SettingsSection section)
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
            yield return new LoggerFilterRule(providerName: null, isForAll ? null : category, level, filter: null);
        }
    }
}
