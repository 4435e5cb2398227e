using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Bridge.Observability;

/// <summary>
/// The log on standard output, in the formats of .NET's own console log. That one lets everybody who logs wait once 2,500 lines wait for a
/// reader, and with them the deliveries; this one never does (see <see cref="LogLines"/>).
/// </summary>
[ProviderAlias("Console")]
internal sealed partial class ConsoleLog : ILoggerProvider, ISupportExternalScope
{
    /// <summary>Some megabytes at the most: enough for the burst of a start, and for a reader that pauses for moments.</summary>
    private const int Capacity = 2_500;

    /// <summary>Above it a thread's buffer is given back, in characters.</summary>
    private const int LargestBuffer = 4_096;

    [ThreadStatic]
    private static StringWriter? _buffer;

    private readonly ConsoleFormatter _formatter;
    private readonly LogLines _lines;
    private IExternalScopeProvider? _scopes;

    public ConsoleLog(
        IEnumerable<ConsoleFormatter> formatters, IOptions<ConsoleLoggerOptions> options, BridgeMetrics metrics, TimeProvider time)
    {
        var known = formatters.ToDictionary(formatter => formatter.Name, StringComparer.OrdinalIgnoreCase);
        _formatter = known.GetValueOrDefault(options.Value.FormatterName ?? "") ?? known[ConsoleFormatterNames.Json];
        _lines = new LogLines(Console.Out, Capacity, metrics.LogLineDropped, Notice, time);
    }

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName, _lines.Add);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() => _lines.Dispose();

    /// <summary>It goes past the queue, since it is written when that one is full or empty.</summary>
    private string Notice(long count)
    {
        var line = "";
        Log.LinesDropped(new Category(this, typeof(ConsoleLog).FullName!, text => line = text), count);
        return line;
    }

    private string Format<TState>(in LogEntry<TState> entry)
    {
        var buffer = _buffer ??= new StringWriter();
        _formatter.Write(in entry, _scopes, buffer);
        var text = buffer.GetStringBuilder();
        var line = text.ToString();
        text.Clear();
        if (text.Capacity > LargestBuffer)
        {
            text.Capacity = LargestBuffer;
        }

        return line;
    }

    private sealed class Category(ConsoleLog log, string name, Action<string> write) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (log.Format(new LogEntry<TState>(logLevel, name, eventId, state, exception, formatter)) is { Length: > 0 } line)
            {
                write(line);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.LogLinesDropped,
            LogLevel.Warning,
            "Dropped {Count} log lines since the last such message: whoever reads standard output did not take them. The bridge does not wait for it.")]
        public static partial void LinesDropped(ILogger logger, long count);
    }
}
