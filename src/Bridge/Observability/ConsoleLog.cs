using System.Text;

namespace Bridge.Observability;

/// <summary>
/// The log on standard output. .NET's own console log lets everybody who logs wait once 2,500 lines wait for a reader, and with them the
/// deliveries; this one never does (see <see cref="LogLines"/>).
/// </summary>
internal sealed partial class ConsoleLog : ILoggerProvider, ISupportExternalScope
{
    /// <summary>Some megabytes at the most: enough for the burst of a start, and for a reader that pauses for moments.</summary>
    private const int Capacity = 2_500;

    /// <summary>Above it a thread's buffer is given back, in characters.</summary>
    private const int LargestBuffer = 4_096;

    [ThreadStatic]
    private static StringBuilder? _buffer;

    private readonly LogForm _form;
    private readonly IncidentReferences _references;
    private readonly TimeProvider _time;
    private readonly LogLines _lines;
    private IExternalScopeProvider? _scopes;

    /// <param name="form">How lines look.</param>
    /// <param name="references">What people call the incidents that are named.</param>
    /// <param name="output">Where lines go.</param>
    /// <param name="metrics">Counts those that are dropped.</param>
    /// <param name="time">Says when.</param>
    public ConsoleLog(LogForm form, IncidentReferences references, TextWriter output, BridgeMetrics metrics, TimeProvider time)
    {
        (_form, _references, _time) = (form, references, time);
        _lines = new LogLines(output, Capacity, metrics.LogLineDropped, Notice, time);
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

    private string Format(in LogRecord entry)
    {
        var buffer = _buffer ??= new StringBuilder();
        _form.Write(in entry, buffer);
        var line = buffer.ToString();
        buffer.Clear();
        if (buffer.Capacity > LargestBuffer)
        {
            buffer.Capacity = LargestBuffer;
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
            var message = formatter(state, exception);
            if (message.Length > 0 || exception is not null)
            {
                var entry = new LogFields(log._references).Read(
                    log._time.GetUtcNow(), logLevel, name, eventId, state, exception, message, log._scopes);
                write(log.Format(in entry));
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
