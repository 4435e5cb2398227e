using System.Globalization;
using System.Text;

namespace Bridge.Observability;

/// <summary>For a person: <c>10:00:00 info: Bridge.Listeners[1000] …</c>, in the time of the machine.</summary>
/// <param name="hasColours">Whether the level is coloured by the sequences of a terminal.</param>
internal sealed class TextForm(bool hasColours) : LogForm
{
    private const string Reset = "\u001b[0m";

    public override void Write(in LogRecord entry, StringBuilder line)
    {
        line.Append(CultureInfo.InvariantCulture, $"{entry.Time.LocalDateTime:HH:mm:ss} ");
        line.Append(hasColours ? ColourOf(entry.Level) : "").Append(NameOf(entry.Level)).Append(hasColours ? Reset : "").Append(": ");
        AppendSentence(line, entry);
    }

    /// <summary>The part that <see cref="SystemdForm"/> has too.</summary>
    internal static void AppendSentence(StringBuilder line, in LogRecord entry)
    {
        line.Append(entry.Logger).Append(CultureInfo.InvariantCulture, $"[{entry.Event}] ");
        AppendPlain(line, entry.Message);
        if (entry.Exception is { } exception)
        {
            line.Append(' ');
            AppendPlain(line, exception.ToString());
        }

        line.Append('\n');
    }

    private static string ColourOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "\u001b[90m",
        LogLevel.Information => "\u001b[32m",
        LogLevel.Warning => "\u001b[33m",
        _ => "\u001b[31m",
    };
}
