using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Bridge.Observability;

/// <summary>How an entry of the log becomes a line: exactly one, whatever is in it.</summary>
internal abstract class LogForm
{
    /// <summary>
    /// Escapes as JSON does, and as the readers of logfmt take back: also control characters, line separators and halves of characters. Letters of
    /// all languages stay.
    /// </summary>
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Writes the line with its end.</summary>
    public abstract void Write(in LogRecord entry, StringBuilder line);

    /// <param name="format">The form that was asked for; none for text on a terminal and JSON everywhere else.</param>
    /// <param name="isTerminal">Whether a person reads.</param>
    public static LogForm Of(LogFormat? format, bool isTerminal) => (format ?? (isTerminal ? LogFormat.Text : LogFormat.Json)) switch
    {
        LogFormat.Json => new JsonForm(),
        LogFormat.Logfmt => new LogfmtForm(),
        LogFormat.Text => new TextForm(isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))),
        LogFormat.Systemd => new SystemdForm(),
        var other => throw new InvalidOperationException($"No form for {other}."),
    };

    /// <summary>UTC, to the millisecond.</summary>
    protected static string TimeOf(in LogRecord entry) => entry.Time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>The words that <c>Logging:LogLevel</c> takes, and that Loki and Grafana know.</summary>
    protected static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "critical",
    };

    protected static string Escaped(string text)
    {
        var escaped = Encoder.Encode(text);
        if (escaped.EnumerateRunes().All(IsPlain))
        {
            return escaped;
        }

        var all = new StringBuilder(escaped.Length + 8);
        foreach (var rune in escaped.EnumerateRunes())
        {
            var letters = rune.ToString();
            all.Append(IsPlain(rune) ? letters : string.Concat(letters.Select(letter => $"\\u{(int)letter:X4}")));
        }

        return all.ToString();
    }

    /// <summary>Text for a person: what would begin a line, steer a terminal or turn the direction of letters is a blank.</summary>
    protected static void AppendPlain(StringBuilder line, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            line.Append(IsPlain(rune) ? rune.ToString() : " ");
        }
    }

    /// <summary>JSON's encoder leaves those that turn the direction of letters, or are not seen.</summary>
    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
